// Keys, copying, and the progress of a run of reading. Every page reads without it.
"use strict";

const items = [...document.querySelectorAll("[data-keys] > *")];
let current = -1;

function go(step) {
  if (!items.length) return;
  items[current]?.classList.remove("current");
  current = Math.min(Math.max(current + step, 0), items.length - 1);
  items[current].classList.add("current");
  items[current].scrollIntoView({ block: "nearest" });
  items[current].querySelector("a")?.focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const keys = {
    "/": () => document.getElementById("find")?.focus(),
    j: () => go(1),
    k: () => go(-1),
    "?": () => document.querySelector("nav .help")?.click(),
  };
  if (keys[event.key]) {
    event.preventDefault();
    keys[event.key]();
  }
});

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    await navigator.clipboard?.writeText(field.value);
    button.textContent = "Copied";
  });
}

const job = document.querySelector("[data-job]");

async function look() {
  const answer = await fetch(job.dataset.job);
  const found = (await answer.json()).job;
  if (!answer.ok || found.finished) {
    location.reload();
    return;
  }
  job.querySelector("[data-step]").textContent = found.step;
  job.querySelector("[data-done]").textContent = found.total ? `${found.done} of ${found.total}` : found.done;
  setTimeout(look, 700);
}

if (job) look();
