// Draws each chart from the table beside it in the page; without this script the table says the same.
(function () {
  "use strict";
  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }
  // Names beside bars that lie stand on as many lines as they need, and the chart grows with them.
  function names_room(spec, element) {
    var room = Math.max(120, Math.round(element.clientWidth * 0.38));
    var lines = spec.categories.map(function (name) {
      var wide = Array.from(name).reduce(function (sum, letter) { return sum + (letter > "\u2e7f" ? 12 : 6.6); }, 0);
      return Math.ceil(1.2 * wide / room);
    });
    element.style.height = 80 + spec.categories.length * Math.max(34, 10 + 15 * Math.max.apply(null, lines)) + "px";
    return room;
  }
  function option(spec, room) {
    var ink = colour("--ink-2"), line = colour("--line"), across = spec.across;
    var names = { type: "category", data: spec.categories, inverse: across, axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, axisLabel: { color: ink, width: across ? room : undefined, overflow: across ? "break" : undefined, lineHeight: 15 } };
    var values = { type: "value", scale: spec.scale, axisLabel: { color: ink, hideOverlap: true }, splitLine: { lineStyle: { color: line } }, name: across ? "" : spec.unit, nameTextStyle: { color: ink, align: "left" } };
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
        return { name: each.name, type: spec.kind, stack: spec.stacked ? "all" : undefined, data: each.values, barMaxWidth: 38, symbol: each.values.length < 4 ? "circle" : "none" };
      })
    };
  }
  // A radar from lines: rings and spokes, then a closed line for each series that has all its values, else its points.
  function radar(spec, shape) {
    var ink = colour("--ink-2"), line = colour("--line"), count = spec.categories.length;
    function at(place, value) {
      var angle = Math.PI / 2 - 2 * Math.PI * place / count;
      return [value * Math.cos(angle), value * Math.sin(angle)];
    }
    function round(values) { return values.concat([values[0]]).map(function (value, place) { return at(place % count, value); }); }
    function axis(reach) { return { type: "value", min: -reach, max: reach, show: false }; }
    var rings = [20, 40, 60, 80, 100].map(function (value) {
      return { type: "line", silent: true, symbol: "none", data: round(spec.categories.map(function () { return value; })), lineStyle: { color: line, width: 1 } };
    });
    var spokes = spec.categories.map(function (name, place) {
      return { type: "line", silent: true, data: [[0, 0], at(place, 100)], symbol: "none", lineStyle: { color: line, width: 1 }, endLabel: { show: false } };
    });
    var names = { type: "scatter", silent: true, symbolSize: 1, itemStyle: { color: "transparent" }, data: spec.categories.map(function (name, place) {
      var point = at(place, 110), side = Math.abs(point[0]) < 5 ? "top" : point[0] > 0 ? "right" : "left";
      return { value: point, label: { show: true, formatter: name, color: ink, position: side, distance: 0 } };
    }) };
    var colours = ["--s1", "--s3", "--s2"].map(colour);
    var series = spec.series.map(function (each, number) {
      var whole = each.values.every(function (value) { return value !== null; });
      var points = each.values.map(function (value, place) { return value === null ? null : at(place, value); }).filter(Boolean);
      return { name: each.name, type: "line", data: whole ? round(each.values) : points, symbol: "circle", symbolSize: 7, lineStyle: { width: whole ? 2 : 0, color: colours[number] }, itemStyle: { color: colours[number] }, areaStyle: undefined };
    });
    return {
      animation: false, aria: { enabled: true }, textStyle: { fontFamily: colour("--text") },
      grid: { left: 0, right: 0, top: 26, bottom: 0 }, xAxis: axis(135 * shape), yAxis: axis(135),
      legend: { top: 0, left: 0, data: spec.series.map(function (each) { return each.name; }), textStyle: { color: ink } },
      series: rings.concat(spokes, [names], series)
    };
  }
  function draw(element) {
    var spec = JSON.parse(document.getElementById(element.dataset.chart).textContent);
    var room = spec.across ? names_room(spec, element) : 0;
    var chart = element.chart || (element.chart = echarts.init(element, null, { renderer: "svg" }));
    chart.resize();
    chart.setOption(spec.kind === "radar" ? radar(spec, element.clientWidth / (element.clientHeight - 26)) : option(spec, room), true);
  }
  function all() {
    if (window.echarts) document.querySelectorAll("[data-chart]").forEach(draw);
  }
  document.addEventListener("DOMContentLoaded", all);
  document.addEventListener("htmx:afterSettle", all);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
  window.addEventListener("resize", function () {
    all();
  });
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-sends]")) event.target.form.requestSubmit();
  });
  // A board that follows its events; where there is no place for a stream, or none gets through, it is asked for every few seconds.
  function follow(board) {
    var asked = 0, timer = 0;
    function show(html) {
      var open = board.querySelector("details[open]");
      board.innerHTML = html;
      if (open && board.querySelector("details")) board.querySelector("details").open = true;
      htmx.trigger(board, "board");
    }
    function say(word) {
      var place = document.querySelector("[data-live]");
      if (place) place.textContent = place.dataset[word];
    }
    function ask() {
      fetch(board.dataset.fragment).then(function (answer) { return answer.ok ? answer.text() : null; }).then(function (html) {
        if (html !== null) show(html);
      }).catch(function () {});
      if (++asked === 24) { clearInterval(timer); asked = 0; listen(); }
    }
    function listen() {
      var events = new EventSource(board.dataset.stream);
      events.addEventListener("board", function (event) { say("streams"); show(event.data); });
      events.onerror = function () {
        if (events.readyState !== EventSource.CLOSED) return;
        say("polls");
        timer = setInterval(ask, 5000);
      };
    }
    listen();
  }
  document.addEventListener("DOMContentLoaded", function () {
    if (window.EventSource) document.querySelectorAll("[data-stream]").forEach(follow);
  });
  var errors = document.querySelector("[data-errors]");
  if (errors) errors.focus();
})();
