// Draws the figures, follows the theme, shows and hides techniques, and turns tables into files.
"use strict";
(() => {
  const root = document.documentElement;
  const templates = JSON.parse(document.getElementById("templates").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paper = matchMedia("print");
  const fine = matchMedia("(pointer: fine)").matches;
  let plots = [];
  const off = new Set();

  const theme = () => {
    if (paper.matches) return "light";
    return root.dataset.theme === "auto" ? (dark.matches ? "dark" : "light") : root.dataset.theme;
  };
  const shown = (techniques) => techniques.every((name) => !off.has(name));
  const layout = (plot) => ({
    ...plot.layout,
    template: templates[theme()],
    dragmode: fine ? "zoom" : false,
    autosize: true,
  });

  // Plotly writes a number and its unit as one word; everywhere else on the page there is a space, and "us" for µs.
  const space = (element) => element.querySelectorAll("g[class$='tick'] text").forEach((tick) => {
    const found = /^([\d.,\u2212]+)([nµmkMGT]?(?:s|B|bit\/s)|%)$/.exec(tick.textContent);
    if (found) tick.textContent = `${found[1]} ${found[2].replace("µ", "u")}`;
  });

  // A figure is drawn when it comes near the window, so that a long page is there at once.
  const draw = (plot) => {
    if (plot.drawn) return plot.drawn;
    plot.data.forEach((trace) => { trace.visible = shown(trace.meta ? trace.meta.techniques : []); });
    const again = plot.element.dataset.drawn === "true";
    plot.drawn = Plotly.react(plot.element, plot.data, layout(plot), { displayModeBar: false, responsive: true })
      .then(() => {
        space(plot.element);
        if (!again) plot.element.on("plotly_afterplot", () => space(plot.element));
        plot.element.dataset.drawn = "true";
      });
    return plot.drawn;
  };
  const drawAll = () => Promise.all(plots.map(draw));
  const near = new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => {
    near.unobserve(entry.target);
    draw(plots.find((plot) => plot.element === entry.target));
  }), { rootMargin: "800px" });

  const button = document.querySelector("button.theme");
  const recolour = () => {
    button.setAttribute("aria-pressed", String(theme() === "dark"));
    plots.filter((plot) => plot.drawn).forEach((plot) => Plotly.relayout(plot.element, { template: templates[theme()] }));
  };
  button.addEventListener("click", () => {
    root.dataset.theme = theme() === "dark" ? "light" : "dark";
    recolour();
  });
  dark.addEventListener("change", recolour);
  recolour();

  // Paper is narrower than the window: figures are drawn to its width, in light, and back.
  const onPaper = (printing) => {
    drawAll().then(() => plots.forEach((plot) => Plotly.relayout(plot.element, {
      template: templates[printing ? "light" : theme()], width: printing ? 640 : null, autosize: !printing,
    })));
  };
  paper.addEventListener("change", () => onPaper(paper.matches));
  addEventListener("beforeprint", () => onPaper(true));
  addEventListener("afterprint", () => onPaper(false));

  const hide = (within) => within.querySelectorAll("[data-techniques]").forEach((element) => {
    element.hidden = !shown(element.dataset.techniques.split(" "));
  });
  const toggle = (name, pressed) => {
    off[pressed ? "delete" : "add"](name);
    hide(document);
    plots.filter((plot) => plot.drawn).forEach((plot) => {
      Plotly.restyle(plot.element, { visible: plot.data.map((trace) => shown(trace.meta ? trace.meta.techniques : [])) });
    });
  };
  document.querySelectorAll("button.technique").forEach((each) => each.addEventListener("click", () => {
    const pressed = each.getAttribute("aria-pressed") !== "true";
    each.setAttribute("aria-pressed", String(pressed));
    toggle(each.dataset.technique, pressed);
  }));

  const save = (name, type, text) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };
  // A text that a spreadsheet would take for a formula gets an apostrophe (OWASP, CSV Injection); no number is one.
  const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
  const defused = (text) => /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]./s.test(text) && !number.test(text) ? `'${text}` : text;
  // RFC 4180: what holds a comma, a quotation mark or a line's end stands in quotation marks.
  const field = (value) => {
    const text = value === null || value === undefined ? "" : defused(String(value));
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const csv = (table) => {
    const heads = [...table.tHead.rows[0].cells].map((cell) =>
      cell.dataset.values ? JSON.parse(cell.dataset.values) : [cell.textContent.trim()]);
    const rows = [...table.tBodies[0].rows].map((row) => [...row.cells].flatMap((cell, place) => {
      const values = cell.dataset.values ? JSON.parse(cell.dataset.values) : [cell.firstChild.textContent.trim()];
      return heads[place].map((_, at) => values[at]);
    }));
    return [heads.flat(), ...rows].map((row) => row.map(field).join(",")).join("\r\n") + "\r\n";
  };
  const bind = (within) => {
    within.querySelectorAll("script[data-plot]").forEach((script) => {
      const plot = { element: document.getElementById(script.dataset.plot), ...JSON.parse(script.textContent) };
      plots.push(plot);
      if (plot.element.dataset.drawn === "true") draw(plot);
      else near.observe(plot.element);
    });
    within.querySelectorAll("button[data-table]").forEach((each) => each.addEventListener("click", () => {
      const table = document.getElementById(each.dataset.table);
      save(table.dataset.file, "text/csv;charset=utf-8", csv(table));
    }));
    within.querySelectorAll("button[data-source]").forEach((each) => each.addEventListener("click", () => {
      save(each.dataset.file, "text/plain;charset=utf-8", document.getElementById(each.dataset.source).textContent);
    }));
    hide(within);
  };

  // Puts new contents where older ones are: figures move on, what was opened or had the focus stays so.
  const focusable = "a, button, summary, [tabindex]";
  const replace = (place, html) => {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    const opened = [...place.querySelectorAll("details")].map((each) => each.open);
    const focused = [...place.querySelectorAll(focusable)].indexOf(document.activeElement);
    fresh.content.querySelectorAll(".plot").forEach((empty) => {
      const old = document.getElementById(empty.id);
      if (old && old.dataset.drawn === "true") empty.replaceWith(old);
    });
    place.replaceChildren(fresh.content);
    plots.filter((plot) => !plot.element.isConnected && plot.drawn).forEach((plot) => Plotly.purge(plot.element));
    plots = plots.filter((plot) => plot.element.isConnected && !place.contains(plot.element));
    bind(place);
    [...place.querySelectorAll("details")].forEach((each, at) => { each.open = at in opened ? opened[at] : each.open; });
    if (focused >= 0) [...place.querySelectorAll(focusable)][focused]?.focus({ preventScroll: true });
  };

  bind(document);
  globalThis.rtsim = { replace };
  root.dataset.ready = "true";
})();
