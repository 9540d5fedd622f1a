// Sends each move to the server and shows the answers that come back as events, the newest move's only.
"use strict";
(() => {
  const known = JSON.parse(document.getElementById("known").textContent);
  const by = (id) => document.getElementById(id);
  const body = document.body;
  const self = crypto.randomUUID().replaceAll("-", "");
  const order = ["verdict", "latency", "comparison", "load", "traffic"];
  let question = { base: known.first, values: {} };
  let number = 0;
  let moved = 0; // when, by the page's clock
  let spoken = "";

  const text = () => String(new URLSearchParams({ base: question.base, ...question.values }));
  const say = (state, words) => {
    body.classList.remove("working", "over", "stale");
    state.forEach((name) => body.classList.add(name));
    if (words) by("state").textContent = words;
  };
  const trouble = (lines) => by("trouble").replaceChildren(...lines.map((line) => {
    const paragraph = document.createElement("p");
    paragraph.className = "notice";
    paragraph.textContent = line;
    return paragraph;
  }));
  const lost = "The server does not answer: the numbers are those of before. Trying again …";

  const ask = async () => {
    number += 1;
    moved = performance.now();
    body.dataset.asked = number;
    say(["working", "stale"], "Simulating …");
    history.replaceState(null, "", `#${text()}`);
    try {
      const answer = await fetch("move", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ page: self, number, question: text() }),
      });
      if (!answer.ok) trouble((await answer.json().catch(() => ({ lines: ["The server refuses this page."] }))).lines);
    } catch {
      trouble([lost]);
    }
  };

  // What each input is, from the server, which knows the scenario.
  const element = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    made.append(...children);
    return made;
  };
  const control = (input) => {
    const id = `input-${input.path.replaceAll(".", "-")}`;
    const output = element("output", { for: id });
    const chosen = input.ordered
      ? element("input", { id, type: "range", min: 0, max: input.values.length - 1, step: 1, value: input.at })
      : element("select", { id }, ...input.texts.map((one, at) => element("option", { value: at }, one)));
    chosen.value = input.at;
    const row = element("div", { class: "input" }, element("label", { for: id }, input.label),
      ...(input.ordered ? [output] : []), chosen);
    const show = () => {
      const at = Number(chosen.value);
      output.textContent = input.texts[at];
      if (input.ordered) chosen.setAttribute("aria-valuetext", input.texts[at]);
      row.classList.toggle("moved", input.path in question.values);
      return at;
    };
    chosen.addEventListener("input", () => {
      const value = input.values[Number(chosen.value)];
      if (value === "") delete question.values[input.path];
      else question.values[input.path] = value;
      show();
      ask();
    });
    show();
    return row;
  };
  const settle = async () => {
    const answer = await fetch(`inputs?${text()}`).catch(() => null);
    if (!answer) return trouble([lost]);
    const told = await answer.json();
    if (!answer.ok) {
      trouble(told.lines);
      if (Object.keys(question.values).length === 0) return undefined;
      question = { base: known.first, values: {} };
      return settle();
    }
    by("moved").replaceChildren(...Object.entries(told.groups).map(([name, inputs]) =>
      element("fieldset", {}, element("legend", {}, name), ...inputs.map(control))));
    document.querySelectorAll(".card").forEach((card) =>
      card.setAttribute("aria-current", String(card.dataset.base === question.base)));
    return ask();
  };
  const begin = (base, values) => {
    question = { base, values };
    by("sections").replaceChildren();
    spoken = "";
    settle();
  };

  // Answers.
  const section = (name) => by(`place-${name}`) || (() => {
    const made = element("div", { id: `place-${name}` });
    const rank = order.includes(name) ? order.indexOf(name) : order.length;
    made.dataset.rank = rank;
    const after = [...by("sections").children].find((other) => Number(other.dataset.rank) > rank);
    by("sections").insertBefore(made, after || null);
    return made;
  })();
  const animate = async () => {
    if (!by("moving").open) return;
    const answer = await fetch("messages").catch(() => null);
    if (!answer?.ok) {
      trouble([answer ? await answer.text() : lost]);
      return;
    }
    globalThis.rtsim.replace(by("place-messages"), await answer.text());
    globalThis.rtsimAnimations(by("place-messages"));
  };
  by("moving").addEventListener("toggle", animate);
  const heard = new EventSource("events");
  const ours = (event) => {
    const told = JSON.parse(event.data);
    if (told.page !== self) {
      say(["stale"], "Another page asks this server: move an input to ask again.");
      return null;
    }
    return told.number === number ? told : null;
  };
  heard.addEventListener("answer", (event) => {
    const told = ours(event);
    if (!told) return;
    trouble([]);
    say([told.over ? "over" : "working"], told.state + (told.over ? "." : ", more to come …"));
    Object.entries(told.sections).forEach(([name, html]) => globalThis.rtsim.replace(section(name), html));
    if (told.last) {
      [...by("sections").children].filter((place) => !told.last.includes(place.id.slice(6))).forEach((place) => place.remove());
    }
    if (told.replications === 1 && told.sections.latency) body.dataset.tookMs = Math.round(performance.now() - moved);
    if (told.over && told.last) {
      body.dataset.answered = number;
      animate();
    }
    if (told.sentence !== spoken && (told.over || told.replications === 1)) {
      spoken = told.sentence;
      by("told").textContent = spoken;
    }
  });
  heard.addEventListener("refused", (event) => {
    const told = ours(event);
    if (!told) return;
    trouble(told.lines);
    say(["stale"], "Not simulated.");
  });
  heard.addEventListener("open", () => trouble([]));
  heard.addEventListener("error", () => {
    trouble([heard.readyState === EventSource.CLOSED ? "The server refuses this page: open the address that it tells." : lost]);
    say(["stale"], "");
  });

  // A guided start: the flow's questions, one after the other, and the example that answers most of them alike.
  const guide = (name, answers) => {
    const asked = known.flow.questions[name];
    if (!asked) {
      const alike = (base) => Object.entries(answers).filter(([key, value]) => known.answers[base][key] === value).length;
      const best = Object.keys(known.answers).reduce((a, b) => (alike(b) > alike(a) ? b : a));
      const values = Object.fromEntries(Object.entries(answers)
        .filter(([key, value]) => known.answers[best][key] !== value)
        .map(([key, value]) => [`needs.${key}`, String(value)]));
      const again = element("button", { type: "button" }, "Ask me again");
      again.addEventListener("click", () => guide(known.flow.first, {}));
      by("guide").replaceChildren(element("p", {}, `The notes would take ${known.flow.outcomes[name].says}. `
        + `Here is ${best}, simulated: move its inputs towards your own.`), again);
      again.focus();
      begin(best, values);
      return;
    }
    const buttons = asked.answers.map((reply) => {
      const button = element("button", { type: "button" }, reply.says);
      button.addEventListener("click", () => guide(reply.then, { ...answers, [asked.needs]: reply.is }));
      return button;
    });
    by("guide").replaceChildren(element("fieldset", {}, element("legend", {}, asked.ask), ...buttons));
    if (Object.keys(answers).length) buttons[0].focus();
  };
  guide(known.flow.first, {});

  document.querySelectorAll(".card").forEach((card) => card.addEventListener("click", () => begin(card.dataset.base, {})));
  by("inputs").addEventListener("submit", (event) => event.preventDefault());
  by("reset").addEventListener("click", () => begin(question.base, {}));
  const copy = async (words, what) => {
    try {
      await navigator.clipboard.writeText(words);
      by("done").textContent = `${what} is on the clipboard.`;
    } catch {
      by("done").textContent = `The browser gives no clipboard: ${what.toLowerCase()} stands below.`;
    }
  };
  by("copy-link").addEventListener("click", () => copy(location.href, "The link"));
  by("copy-yaml").addEventListener("click", async () => {
    const answer = await fetch("scenario.yaml").catch(() => null);
    if (!answer?.ok) return trouble([answer ? await answer.text() : lost]);
    by("yaml-text").textContent = await answer.text();
    by("yaml").hidden = false;
    by("yaml").open = true;
    return copy(by("yaml-text").textContent, "The YAML");
  });

  const fromLink = () => {
    const values = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
    const { base = known.first, ...rest } = values;
    begin(base, rest);
  };
  addEventListener("hashchange", fromLink);
  fromLink();
})();
