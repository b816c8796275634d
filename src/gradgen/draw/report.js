"use strict";
(() => {
  const all = (query, root = document) => Array.from(root.querySelectorAll(query));
  const byGate = new Map();
  const byLine = new Map();
  const file = (map, key, element) => map.has(key) ? map.get(key).push(element) : map.set(key, [element]);
  const enter = (id, element) => file(byGate, id, element);
  const marked = all("[data-g]").filter((e) => !e.closest("#gates"));
  for (const element of marked) {
    for (const id of element.dataset.g.split(" ")) if (id) enter(id, element);
  }
  for (const node of all("figure .gate")) {
    const ids = [...node.classList].filter((name) => /^g\d+-\d+$/.test(name));
    node.dataset.g = ids.join(" ");
    for (const id of ids) enter(id, node);
  }
  for (const row of all("#generated [data-l], #source [data-l]")) file(byLine, row.dataset.l, row);
  for (const drawn of all('figure [class*="line-"]')) {
    const name = [...drawn.classList].find((each) => each.startsWith("line-"));
    if (name) file(byLine, name.slice(5), drawn);
  }
  const hue = (id) => [...document.getElementById(id).classList].find((name) => /^h\d+$/.test(name));
  for (const node of all("figure .gate")) node.classList.add(hue(node.dataset.g.split(" ")[0]));

  const steps = all("#generated .back[id]");
  const slider = document.getElementById("step");
  const shown = document.getElementById("shown");
  let lit = [];

  const rule = (card) => {
    const link = card.querySelector(".rule");
    const example = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (example) link.replaceWith(example.querySelector("pre").cloneNode(true));
  };

  const show = (ids, line) => {
    for (const element of lit) element.classList.remove("lit", "now");
    lit = ids.flatMap((id) => byGate.get(id) || []);
    for (const element of lit) element.classList.add("lit");
    for (const element of byLine.get(line) || []) {
      element.classList.add("now", "lit");
      lit.push(element);
    }
    shown.replaceChildren(...ids.map((id) => {
      const card = document.getElementById(id).cloneNode(true);
      card.removeAttribute("id");
      for (const item of all("li", card)) item.classList.toggle("now", item.dataset.l === line);
      rule(card);
      return card;
    }));
    if (!ids.length && line) {
      const row = document.querySelector(`#generated [data-l="${line}"] code`);
      shown.replaceChildren(row.cloneNode(true));
    }
  };

  const idsOf = (element) => (element.dataset.g || "").split(" ").filter(Boolean);
  const point = (element) => show(idsOf(element), element.dataset.l);

  const goTo = (step) => {
    slider.value = step;
    document.body.classList.toggle("stepping", step > 0);
    steps.forEach((row, n) => {
      for (const element of byLine.get(row.dataset.l)) {
        element.classList.toggle("known", n < step);
        element.classList.toggle("later", n >= step);
      }
    });
    document.getElementById("count").textContent = step ? `step ${step} of ${steps.length}` : `${steps.length} steps`;
    if (step) {
      point(steps[step - 1]);
      steps[step - 1].scrollIntoView({ block: "nearest" });
    } else {
      show([], "");
    }
  };
  const move = (by) => goTo(Math.min(steps.length, Math.max(0, Number(slider.value) + by)));

  const stops = all("#source .x, #generated .linked[id]");
  const pane = (element) => element.closest(".code");
  for (const id of ["source", "generated"]) {
    const first = stops.find((e) => pane(e).id === id);
    if (first) first.tabIndex = 0;
  }
  const focus = (element) => {
    for (const each of stops) if (pane(each) === pane(element)) each.tabIndex = -1;
    element.tabIndex = 0;
    element.focus();
  };

  const target = (event) => event.target.closest("[data-g]:not(.chip), .chip[data-g]");
  document.addEventListener("pointerover", (event) => {
    const element = target(event);
    if (element && !element.closest("#inspector")) point(element);
  });
  document.addEventListener("click", (event) => {
    const element = target(event);
    if (!element || element.closest("#inspector")) return;
    if (element.matches(".chip")) event.preventDefault();
    if (stops.includes(element)) focus(element);
    point(element);
  });
  document.addEventListener("focusin", (event) => {
    if (stops.includes(event.target)) point(event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const here = stops.indexOf(event.target);
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && here >= 0) {
      const next = stops[here + by];
      if (next && pane(next) === pane(event.target)) focus(next);
      event.preventDefault();
    } else if ((event.key === "ArrowRight" || event.key === "ArrowLeft") && event.target !== slider && !event.target.closest("figure")) {
      move(event.key === "ArrowRight" ? 1 : -1);
      event.preventDefault();
    } else if (event.key === "Escape") {
      goTo(0);
    }
  });
  slider.max = steps.length;
  slider.addEventListener("input", () => goTo(Number(slider.value)));
  document.getElementById("before").addEventListener("click", () => move(-1));
  document.getElementById("after").addEventListener("click", () => move(1));

  document.body.classList.add("js");
  document.getElementById("inspector").hidden = false;
  goTo(0);
  const opening = byGate.get(location.hash.slice(1));
  if (opening) point(opening[0]);
})();
