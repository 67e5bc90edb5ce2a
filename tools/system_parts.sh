#!/usr/bin/env bash
# System parts that some tests use: LibreOffice (recalculates the workbooks, opens the documents), a reader of PDF text, a Chinese font,
# Java (runs Spark), Chromium (walks through the pages).
# Installs them where that is possible; otherwise says so, and the tests that need them skip.
set -eu

office() { command -v soffice >/dev/null || command -v libreoffice >/dev/null; }
module() { ls /usr/lib/libreoffice/program/libs"$1"lo.so >/dev/null 2>&1; }
font() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh-cn family 2>/dev/null)" ]; }

wanted=()
{ office && module c; } || wanted+=(libreoffice-calc-nogui)
{ office && module w; } || wanted+=(libreoffice-writer-nogui)
command -v pdftotext >/dev/null || wanted+=(poppler-utils)
font || wanted+=(fontconfig fonts-noto-cjk)
command -v java >/dev/null || wanted+=(java)
command -v chromium >/dev/null || wanted+=(chromium)
[ ${#wanted[@]} -gt 0 ] || exit 0

printf '\n▸ 系统部件：%s（约 1 分钟）\n  System parts: %s (about 1 min)\n' "${wanted[*]}" "${wanted[*]}"
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo '  未安装：需要 root 和 apt-get；用到它们的测试将跳过并说明。'
    echo '  Not installed: root and apt-get are needed; the tests that use them will skip and say so.'
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
mkdir -p /usr/share/man/man1 # some small images lack it, and Java's package links into it
# Spark runs on Java 17 and 21; a release that has no 17 has one of them as its default.
packages() {
    local java=default-jre-headless
    apt-cache show openjdk-17-jre-headless >/dev/null 2>&1 && java=openjdk-17-jre-headless
    printf '%s\n' "${wanted[@]/#java/$java}"
}
if ! { apt-get -qq update && packages | xargs apt-get -qq install -y --no-install-recommends; } >/dev/null; then
    echo '  安装失败；用到它们的测试将跳过并说明。'
    echo '  The installation failed; the tests that use them will skip and say so.'
fi
