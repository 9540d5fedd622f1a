// Moves what went back and forth between one client and the server: lanes in one simulated time, in which idle stretches
// are passed over quickly and each way of a message takes long enough to be seen.
"use strict";
(() => {
  const NS = "http://www.w3.org/2000/svg";
  const WIDTH = 600, LEFT = 70, RIGHT = 530, MIDDLE = 26;
  const WAY = 0.9, SHORTEST = 0.25, IDLE = 0.5; // seconds of the clock on the wall
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const MOVES = new Set(["up", "down"]);
  const drawn = (tag, attributes, parent) => {
    const made = document.createElementNS(NS, tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    parent.append(made);
    return made;
  };
  const bytes = (size) => (size < 1000 ? `${size} B` : size < 1e6 ? `${(size / 1000).toPrecision(3)} kB` : `${(size / 1e6).toPrecision(3)} MB`);
  const lasting = (seconds) => (seconds < 1 ? `${(1000 * seconds).toPrecision(3)} ms` : `${seconds.toPrecision(3)} s`);

  // Stretches of simulated time, each with the seconds that it is played in.
  const paced = (told) => {
    const ways = told.lanes.flatMap((lane) => lane.steps)
      .filter((step) => step.end > step.start && (MOVES.has(step.where) || step.kind === "set-up"))
      .map((step) => [Math.max(step.start, told.start), Math.min(step.end, told.end)]).filter(([from, to]) => to > from)
      .sort((a, b) => a[0] - b[0]);
    const joined = [];
    ways.forEach(([from, to]) => {
      const last = joined.at(-1);
      if (last && from <= last.to) { last.to = Math.max(last.to, to); last.count += 1; } else joined.push({ from, to, count: 1 });
    });
    const pieces = [];
    let at = told.start, played = 0;
    const add = (to, seconds) => {
      if (to > at) { pieces.push({ from: at, to, played, seconds }); played += seconds; at = to; }
    };
    joined.forEach(({ from, to, count }) => {
      add(from, Math.min(IDLE, Math.max(0.05, from - at)));
      add(to, Math.max(SHORTEST, WAY * Math.sqrt(count)));
    });
    add(told.end, IDLE);
    return { pieces, whole: played };
  };
  const among = (pieces, key, value, length) => pieces.find((piece) => value < piece[key] + length(piece)) || pieces.at(-1);

  const animate = (place) => {
    const told = JSON.parse(place.querySelector("script").textContent);
    const names = ["start", "end", "where", "kind", "words", "size", "wire", "messages", "waited"];
    told.lanes.forEach((lane) => {
      lane.steps = lane.steps.map((row) => Object.fromEntries(row.map((value, at) => [names[at], value])));
      lane.steps.forEach((step) => { if (step.end === null) step.end = Infinity; });
    });
    const { pieces, whole } = paced(told);
    const simulated = (played) => {
      const piece = among(pieces, "played", played, (one) => one.seconds);
      return piece.from + (piece.to - piece.from) * Math.min(1, (played - piece.played) / piece.seconds);
    };
    const playedAt = (time) => {
      const piece = among(pieces, "from", time, (one) => one.to - one.from);
      return piece.played + piece.seconds * Math.min(1, Math.max(0, (time - piece.from) / (piece.to - piece.from)));
    };
    const of = (name) => place.querySelector(`.${name}`);
    const [play, back, next, when, speed, clock] = ["play", "back", "next", "when", "speed", "clock"].map(of);
    when.max = Math.round(whole * 1000);
    let played = 0, running = false, before = 0;

    const lanes = told.lanes.map((lane) => {
      const box = place.querySelector(`[data-lane="${CSS.escape(lane.name)}"]`);
      const svg = box.querySelector("svg");
      svg.setAttribute("viewBox", `0 0 ${WIDTH} 58`);
      const wire = drawn("line", { x1: LEFT, x2: RIGHT, y1: MIDDLE, y2: MIDDLE, class: "wire" }, svg);
      const client = drawn("circle", { cx: LEFT, cy: MIDDLE, r: 11, class: "end" }, svg);
      const server = drawn("rect", { x: RIGHT - 11, y: MIDDLE - 11, width: 22, height: 22, rx: 3, class: "end" }, svg);
      drawn("text", { x: LEFT - 16, y: MIDDLE + 4, "text-anchor": "end" }, svg).textContent = "client";
      drawn("text", { x: RIGHT + 16, y: MIDDLE + 4 }, svg).textContent = "server";
      return { ...lane, wire, client, server, moving: drawn("g", {}, svg), says: box.querySelector(".says"),
        count: box.querySelector("h4 span"), colour: box.dataset.colour };
    });
    const line = (step) => `${step.start.toFixed(4)} s: ${step.words}`
      + (step.wire ? `, ${bytes(step.size)}` : "") + (step.end > step.start && step.end < Infinity ? `, ${lasting(step.end - step.start)}` : "")
      + (step.waited ? `; there ${lasting(step.waited)} after it came` : "");

    const show = (lane, time) => {
      lane.moving.replaceChildren();
      let open = lane.open, path = "", last = null, carried = 0;
      const got = new Set();
      const busy = { client: false, server: false };
      lane.steps.forEach((step) => {
        if (step.start > time) return;
        last = step;
        carried += step.wire;
        const under = step.end > time;
        if (step.kind === "set-up" && !under) { open += 1; path = ""; }
        if (step.kind === "close") open -= 1;
        if (step.kind === "cut") { open -= 1; path = "cut"; }
        if (!under && step.where === "down") step.messages.forEach((one) => got.add(one));
        if (!under) return;
        if (step.where in busy && step.kind !== "cut") busy[step.where] = true;
        if (!MOVES.has(step.where) && step.kind !== "set-up") return;
        const share = (time - step.start) / (step.end - step.start);
        const way = step.kind === "set-up" ? Math.abs(((2 * share * Number(/(\d+) RTT/.exec(step.words)?.[1] || 1)) % 2 + 2) % 2 - 1) : share;
        const at = step.where === "up" ? way : 1 - way;
        const x = LEFT + 12 + at * (RIGHT - LEFT - 24);
        const loaded = step.messages.length > 0;
        drawn("circle", { cx: x, cy: MIDDLE, r: loaded ? 8 : 5, fill: loaded ? lane.colour : "none", stroke: lane.colour, "stroke-width": 2 }, lane.moving);
        drawn("text", { x, y: MIDDLE + 27, "text-anchor": "middle" }, lane.moving).textContent = step.wire ? bytes(step.size) : "";
      });
      lane.wire.setAttribute("class", `wire ${path || (open > 0 ? "open" : "")}`);
      lane.client.setAttribute("class", `end ${busy.client ? "busy" : ""}`);
      lane.server.setAttribute("class", `end ${busy.server ? "busy" : ""}`);
      lane.count.textContent = `${got.size} message${got.size === 1 ? "" : "s"} here, ${bytes(carried)} on the wire`;
      lane.says.textContent = last ? line(last) : "nothing yet";
    };
    const frame = () => {
      const time = simulated(played);
      lanes.forEach((lane) => show(lane, time));
      clock.textContent = `${time.toFixed(3)} s`;
      when.value = Math.round(played * 1000);
      when.setAttribute("aria-valuetext", clock.textContent);
      place.dataset.time = time;
    };
    const tick = (now) => {
      if (!running || !place.isConnected) return;
      played = Math.min(whole, played + Math.min(0.1, (now - before) / 1000) * Number(speed.value));
      before = now;
      frame();
      if (played >= whole) stop(); else requestAnimationFrame(tick);
    };
    const stop = () => { running = false; play.textContent = "Play"; };
    const go = () => {
      if (played >= whole) played = 0;
      running = true;
      before = performance.now();
      play.textContent = "Pause";
      requestAnimationFrame(tick);
    };
    const starts = [...new Set(told.lanes.flatMap((lane) => lane.steps.map((step) => step.start)))].sort((a, b) => a - b);
    const step = (towards) => {
      stop();
      const time = simulated(played), near = 1e-7;
      const found = towards > 0 ? starts.find((one) => one > time + near) : starts.findLast((one) => one < time - near);
      played = found === undefined ? (towards > 0 ? whole : 0) : playedAt(Math.min(Math.max(found, told.start), told.end));
      frame();
    };
    play.addEventListener("click", () => (running ? stop() : go()));
    next.addEventListener("click", () => step(1));
    back.addEventListener("click", () => step(-1));
    when.addEventListener("input", () => { stop(); played = Number(when.value) / 1000; frame(); });
    place.dataset.steps = told.lanes.reduce((sum, lane) => sum + lane.steps.length, 0);
    frame();
    place.dataset.ready = "true";
    if (!still.matches && place.dataset.autoplay) go();
  };

  const bind = (within) => within.querySelectorAll(".stage:not([data-ready])").forEach(animate);
  bind(document);
  globalThis.rtsimAnimations = bind;
})();
