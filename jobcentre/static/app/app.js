// Comfort only: every page for citizens works without this file.

// The design system's script is loaded on staff pages; it opens the menu on a phone.
if (window.DKFDS) window.DKFDS.init();

// What must be heard first: the list of what is missing.
document.querySelector("[data-focus]")?.focus();

// The bar under the times repeats what has been chosen.
const bar = document.querySelector("[data-chosen]");
if (bar) {
  const show = () => {
    const chosen = document.querySelector("input[name=slot]:checked");
    const name = chosen?.labels[0];
    bar.textContent = name ? (name.querySelector("[data-when]") ?? name).textContent : bar.dataset.empty;
  };
  document.addEventListener("change", show);
  // the browser may fill in an earlier choice after going back
  window.addEventListener("pageshow", show);
  show();
}

// A second click while the first is under way does nothing. (The server would recognise it anyway.)
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.submitter?.formTarget === "_blank") return; // it only looks, and the page stays
  if (form.dataset.sent && !event.defaultPrevented) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000);
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// Before a citizen's session ends: a word, and a way to stay. Without this file the foot of the page says how long.
const staying = document.querySelector("[data-left]");
if (staying) {
  const warned = 5 * 60;
  const [form, over] = staying.children;
  let ends = Date.now() + staying.dataset.left * 1000;
  const look = () => {
    const left = (ends - Date.now()) / 1000;
    form.hidden = left > warned || left <= 0;
    if (left > 0 || !over.hidden) return;
    const heading = document.createElement("h1");
    heading.textContent = document.title = over.dataset.heading;
    over.prepend(heading);
    // the next one at a shared computer must not read what stands here
    over.hidden = false;
    for (const other of [...staying.parentElement.children]) if (other !== staying) other.remove();
    document.querySelector("main").focus();
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "application/json" },
    }).catch(() => null);
    delete form.dataset.sent;
    if (!answer) return; // no net: the button is still there
    const left = answer.ok && !answer.redirected ? (await answer.json()).left : 0;
    ends = Date.now() + left * 1000;
    look();
    document.querySelector("main").focus();
  });
  setInterval(look, 5000);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pageshow", look);
  look();
}
