// Draws each chart from the table beside it in the page; without this script the table says the same.
(function () {
  "use strict";
  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }
  function option(spec) {
    var ink = colour("--ink-2"), line = colour("--line"), across = spec.across;
    var names = { type: "category", data: spec.categories, inverse: across, axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, axisLabel: { color: ink, width: across ? 150 : undefined, overflow: across ? "truncate" : undefined } };
    var values = { type: "value", axisLabel: { color: ink, hideOverlap: true }, splitLine: { lineStyle: { color: line } }, name: across ? "" : spec.unit, nameTextStyle: { color: ink, align: "left" } };
    return {
      animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      aria: { enabled: true, decal: { show: false } },
      color: ["--s1", "--s3", "--s2", "--s4", "--s5", "--s6"].map(colour),
      textStyle: { fontFamily: colour("--text") },
      grid: { left: 8, right: 24, top: (spec.series.length > 1 ? 26 : 6) + (across ? 0 : 30), bottom: 8, containLabel: true },
      legend: { show: spec.series.length > 1, top: 0, left: 0, textStyle: { color: ink } },
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, backgroundColor: colour("--surface"), borderColor: line, textStyle: { color: colour("--ink") } },
      xAxis: across ? values : names,
      yAxis: across ? names : values,
      series: spec.series.map(function (each) {
        return { name: each.name, type: spec.kind, stack: spec.stacked ? "all" : undefined, data: each.values, barMaxWidth: 38, symbol: "none" };
      })
    };
  }
  function draw(element) {
    var chart = element.chart || (element.chart = echarts.init(element, null, { renderer: "svg" }));
    chart.setOption(option(JSON.parse(document.getElementById(element.dataset.chart).textContent)), true);
  }
  function all() {
    if (window.echarts) document.querySelectorAll("[data-chart]").forEach(draw);
  }
  document.addEventListener("DOMContentLoaded", all);
  document.addEventListener("htmx:afterSettle", all);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
  window.addEventListener("resize", function () {
    document.querySelectorAll("[data-chart]").forEach(function (e) { if (e.chart) e.chart.resize(); });
  });
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-sends]")) event.target.form.requestSubmit();
  });
  var errors = document.querySelector("[data-errors]");
  if (errors) errors.focus();
})();
