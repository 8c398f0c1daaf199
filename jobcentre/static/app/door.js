// Loads the door again at the moment it opens. Without this the page says when to come back.
const door = document.getElementById("opens");
const itself = document.getElementById("opens-itself");
const LONGEST = 12 * 3600 * 1000; // a page that waits longer has been forgotten
// The length of the wait is the service's; the reader's clock may be wrong.
const wait = new Date(door.dataset.opensAt) - new Date(door.dataset.now);
const opened = Date.now() + wait;

if (wait < LONGEST) {
  itself.hidden = false;
  setInterval(() => {
    if (Date.now() >= opened + 1000) location.replace(location.pathname);
  }, 1000);
}
