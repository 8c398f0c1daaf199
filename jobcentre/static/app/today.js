// Shows the first page anew when a door opens or a citizen arrives. Without it, the reader loads the page by hand.
const EVERY = 15_000;
const PATIENCE = 10 * 60_000; // asking must not keep a session open for somebody who has left the desk

const desk = document.querySelector("[data-signals]");
let touched = performance.now();
for (const kind of ["pointerdown", "keydown", "scroll"]) {
  addEventListener(kind, () => { touched = performance.now(); }, { passive: true });
}

async function ask() {
  if (document.hidden || performance.now() - touched > PATIENCE) return;
  try {
    const answer = await fetch(desk.dataset.ask, { headers: { "Content-Type": "application/json" } });
    if (answer.ok && (await answer.json()).signals !== desk.dataset.signals) location.reload();
  } catch {
    // no connection just now; the next round asks again
  }
}

if (desk) setInterval(ask, EVERY);
