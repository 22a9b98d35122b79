/* Draws the map and the trend of a dashboard. The same figures stand in tables on the page, so nothing is lost without it.
   Tooltips are drawn on the canvas: HTML tooltips and inline styles are forbidden by the content security policy. */
(function () {
  "use strict";

  document.querySelectorAll("[data-submits]").forEach(function (select) {
    select.addEventListener("change", function () { select.form.requestSubmit(); });
  });

  if (!window.echarts) return;

  var tokens = getComputedStyle(document.documentElement);
  function token(name) { return tokens.getPropertyValue(name).trim(); }
  var STEPS = [token("--step-met"), token("--step-near-met"), token("--step-near"), token("--step-far")];
  var NONE = "#dfe5ea";
  var font = { fontFamily: token("--font"), fontSize: 13, color: token("--ink") };
  var tooltip = {
    renderMode: "richText",
    confine: true,
    backgroundColor: "#fff",
    borderColor: token("--line-strong"),
    textStyle: font
  };

  function read(id) {
    var holder = document.getElementById(id);
    return holder ? JSON.parse(holder.textContent) : null;
  }

  function draw(box, option) {
    box.classList.add("is-drawn");
    var chart = echarts.init(box);
    chart.setOption(option);
    window.addEventListener("resize", function () { chart.resize(); });
    return chart;
  }

  // ---- map ----
  function drawMap(box, areas) {
    fetch(box.dataset.geo).then(function (response) {
      if (!response.ok) throw new Error("map " + response.status);
      return response.json();
    }).then(function (geo) {
      var byCode = {};
      areas.forEach(function (area) { byCode[area.code] = area; });
      geo.features = geo.features.filter(function (feature) { return byCode[feature.properties.adcode]; });
      if (!geo.features.length) return;
      geo.features.forEach(function (feature) { feature.properties.name = feature.properties.adcode; });
      echarts.registerMap("counties", geo);
      var few = geo.features.length <= 24;
      var chart = draw(box, {
        textStyle: font,
        animation: false,
        tooltip: Object.assign({
          trigger: "item",
          formatter: function (item) {
            var area = byCode[item.name];
            return area ? area.name + "\n" + area.text + (area.detail ? "\n" + area.detail : "") : "";
          }
        }, tooltip),
        series: [{
          type: "map",
          map: "counties",
          aspectScale: 0.86,
          layoutCenter: ["50%", "50%"],
          layoutSize: "98%",
          selectedMode: false,
          label: {
            show: few,
            color: token("--ink"),
            fontSize: 12,
            formatter: function (item) {
              var area = byCode[item.name];
              return area ? area.name + "\n" + area.text : "";
            }
          },
          itemStyle: { borderColor: "#fff", borderWidth: 0.8, areaColor: NONE },
          emphasis: { label: { show: few }, itemStyle: { areaColor: null, borderColor: token("--brand"), borderWidth: 2 } },
          data: areas.map(function (area) {
            var color = area.step === null ? NONE : STEPS[area.step];
            return {
              name: area.code,
              value: area.step,
              itemStyle: { areaColor: color },
              emphasis: { itemStyle: { areaColor: color } },
              cursor: area.url ? "pointer" : "default"
            };
          })
        }]
      });
      chart.on("click", function (item) {
        var area = byCode[item.name];
        if (area && area.url) location.href = area.url;
      });
    });
  }

  // ---- trend ----
  function drawTrend(box, trend) {
    var series = {
      type: "line",
      data: trend.values,
      connectNulls: false,
      symbol: "circle",
      symbolSize: 6,
      lineStyle: { color: token("--link"), width: 2 },
      itemStyle: { color: token("--link") }
    };
    var lines = [series];
    if (trend.target !== null) {
      lines.push({
        type: "line",
        data: trend.months.map(function () { return trend.target; }),
        silent: true,
        symbol: "none",
        lineStyle: { type: "dashed", color: token("--ok"), width: 1.5 }
      });
    }
    draw(box, {
      textStyle: font,
      animation: false,
      grid: { left: 8, right: 16, top: 24, bottom: 8, containLabel: true },
      tooltip: Object.assign({
        trigger: "axis",
        formatter: function (items) {
          var index = items[0].dataIndex;
          return trend.months[index] + "\n" + trend.texts[index];
        }
      }, tooltip),
      xAxis: {
        type: "category",
        data: trend.months,
        boundaryGap: false,
        axisLabel: { color: token("--muted"), hideOverlap: true },
        axisLine: { lineStyle: { color: token("--line-strong") } },
        axisTick: { show: false }
      },
      yAxis: {
        type: "value",
        scale: true,
        max: function (range) { return trend.unit === "%" && range.max > 90 ? 100 : null; },
        axisLabel: {
          color: token("--muted"),
          formatter: function (value) { return Number(value.toPrecision(4)) + trend.unit; }
        },
        splitLine: { lineStyle: { color: token("--line") } }
      },
      series: lines
    });
  }

  var mapBox = document.getElementById("map"), areas = read("map-data");
  if (mapBox && areas) drawMap(mapBox, areas);
  var trendBox = document.getElementById("trend"), trend = read("trend-data");
  if (trendBox && trend) drawTrend(trendBox, trend);
})();
