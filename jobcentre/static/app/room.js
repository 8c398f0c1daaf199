// The meeting's room: picture and sound go straight between two browsers (WebRTC), which find each other by notes
// left with the service. Roles are fixed: the host offers, the guest answers, each new offer starts afresh.
// All words come from the page's data attributes.

const POLL = 1000; // milliseconds between two looks around
const POLL_CONNECTING = 700;
const PATIENCE = 8000; // for one answer of the service
const ATTEMPT = 20000; // until an offer that leads nowhere is made again
const SHUT_OUT = [400, 401, 403, 404, 409, 413]; // the service will not change its mind

const part = (id) => document.getElementById(id);
const room = part("room");
const facts = room.dataset;
const host = facts.host === "yes";

let ended = false;
let online = true;
let met = false; // whether the other side was here before
let other = { visit: "", here: false };
let name = facts.other; // who is on the other side, or is waited for
let theirs = null; // which of the other side's devices are on, once it has said so
let after = 0;
let own = null; // our MediaStream; null until the reader has answered the browser's question
let peer = null;
let saying = Promise.resolve();
let taking;

// ---- what the reader sees ----

const said = (kind) => facts[`word${kind}`].replaceAll("{name}", () => name);

function show(kind, state = "", words = said(kind)) {
  const status = part("status");
  if (status.textContent !== words) status.textContent = words; // a live region speaks when it changes
  status.dataset.kind = state;
}

function advise(kind) {
  part("advice").textContent = said(kind);
  part("advice").hidden = false;
}

function showStanding() {
  if (ended) return;
  if (!online) show("Offline", "bad");
  else if (peer?.connected) show("Connected", "good");
  else if (peer?.lost) show("Lost", "bad");
  else if (!own) show("Devices");
  else if (other.here) show("Here");
  else if (other.visit) show("Silent");
  else show(met ? "Gone" : "Waiting");
  const [dark, mute] = ["camera", "microphone"].map((of) => Boolean(peer?.connected && theirs && !theirs[of]));
  part("their-camera").hidden = !dark;
  part("their-microphone").hidden = !mute;
  part("empty").hidden = Boolean(peer?.connected && peer.seesPicture && !dark);
}

// The page was made before anybody came; a colleague may have entered instead.
function rename(to) {
  if (!to || to === name) return;
  document.title = document.title.replaceAll(name, () => to);
  name = to;
  part("heading").textContent = said("Heading");
  part("other").setAttribute("aria-label", said("Picture"));
  part("other-name").textContent = name;
}

// ---- the service ----

function post(address, body, options = {}) {
  return fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ visit: facts.visit, ...body }),
    signal: AbortSignal.timeout?.(PATIENCE),
    ...options,
  });
}

function say(to, kind, payload) {
  // one after the other, so that they arrive in order; one that is lost is made good by the next offer
  saying = saying.then(() => post(facts.say, { to, kind, payload })).catch(() => {});
}

// A camera that is off sends black pictures; the other side is told, so that it does not look like a fault.
function tell() {
  if (!own || !other.visit) return;
  const on = (tracks) => tracks.some((track) => track.enabled);
  say(other.visit, "devices", { camera: on(own.getVideoTracks()), microphone: on(own.getAudioTracks()) });
}

async function look() {
  if (ended) return;
  try {
    const answer = await post(facts.poll, { after });
    if (SHUT_OUT.includes(answer.status)) return end("Ended");
    if (!answer.ok) throw new Error(`${answer.status}`);
    take(await answer.json());
    online = true;
  } catch {
    online = false; // the next look may get through; what runs between the browsers runs on
  }
  if (ended) return;
  showStanding();
  clock.postMessage(peer && !peer.connected ? POLL_CONNECTING : POLL);
}

function take(state) {
  if (ended) return;
  if (state.standing === "closed") return leave(facts.door);
  if (state.standing !== "in") return end(state.replaced_by ? "Taken" : "Replaced", state.replaced_by);
  const came = state.other.visit !== other.visit;
  if (came) drop();
  other = state.other;
  rename(other.name);
  if (came) {
    theirs = null;
    tell();
  }
  met ||= other.here;
  if (peer && !peer.connected && performance.now() - peer.since > ATTEMPT) drop();
  if (host && own && other.here && !peer) {
    peer = attempt();
    peer.offer().catch(() => drop());
  }
  for (const note of state.notes) {
    after = Math.max(after, note.id);
    taking = taking.then(() => hear(note.kind, JSON.parse(note.payload))).catch(() => {});
  }
}

async function hear(kind, payload) {
  if (kind === "offer" && !host) {
    drop();
    peer = attempt();
    await peer.answer(payload);
  } else if (kind === "answer") await peer?.settle(payload);
  else if (kind === "candidate") await peer?.add(payload);
  else if (kind === "devices") {
    theirs = payload;
    showStanding();
  }
}

// ---- the other browser ----

function attempt() {
  const to = other.visit;
  return new Peer(JSON.parse(facts.iceServers), own, part("other"), {
    say: (kind, payload) => say(to, kind, payload),
    changed: (of) => of === peer && showStanding(),
    silenced: (by) => (part("play").hidden = !by),
  });
}

function drop() {
  peer?.close();
  peer = null;
}

// ---- our own camera and microphone ----

async function devices() {
  const wishes = [{ audio: true, video: true }, { audio: true }, { video: true }];
  let first = "";
  for (const wish of wishes) {
    const { stream, fault } = await ask(wish);
    if (!fault) {
      if (!wish.video) advise("NoCamera");
      if (!wish.audio) advise("NoMicrophone");
      return stream;
    }
    first ||= fault;
    if (fault === "Refused") break; // asking again would not help
  }
  advise(first);
  return new MediaStream();
}

function toggle(id, [track]) {
  if (!track) return;
  const button = part(id);
  button.disabled = false;
  button.setAttribute("aria-pressed", "true");
  button.onclick = () => {
    track.enabled = !track.enabled;
    button.setAttribute("aria-pressed", `${track.enabled}`);
    tell();
  };
}

async function prepare() {
  const stream = await devices();
  if (ended) return release(stream);
  own = stream;
  toggle("microphone", stream.getAudioTracks());
  toggle("camera", stream.getVideoTracks());
  if (stream.getVideoTracks().length) {
    part("own").srcObject = stream;
    part("own").hidden = false;
  }
  tell();
  showStanding();
}

// ---- leaving ----

function stop() {
  ended = true;
  drop();
  if (own) release(own);
}

function end(kind, colleague = "") {
  stop();
  show(kind, "bad", said(kind).replaceAll("{colleague}", () => colleague));
  for (const id of ["stage", "controls", "advice"]) part(id).hidden = true;
  part("again").hidden = false;
}

async function leave(address) {
  stop();
  await post(facts.leave, {}).catch(() => {});
  location.assign(address);
}

// ---- begin ----

const { Peer } = await import(facts.peer);
const { ask, release } = await import(facts.devices);
const clock = new Worker(facts.clock);
clock.onmessage = look;
part("leave").onclick = () => leave(facts.left);
part("other").onresize = ({ target }) =>
  part("stage").classList.toggle("is-tall", target.videoHeight > target.videoWidth); // a phone held upright
part("play").onclick = () => {
  part("play").hidden = true;
  part("other").play();
};
addEventListener("pagehide", () => {
  if (!ended) post(facts.leave, {}, { keepalive: true, signal: undefined }).catch(() => {});
  stop();
});
addEventListener("pageshow", ({ persisted }) => persisted && location.replace(facts.door)); // this visit has left

if (window.RTCPeerConnection && navigator.mediaDevices) {
  taking = prepare(); // notes wait until we know what we can send
  look();
} else {
  end("Unsupported");
  part("again").hidden = true;
}
