// Tries camera, microphone, sound and the way to the service. Everything stays on this device: nothing is recorded,
// and the one request that is made carries nothing. All words come from the page's data attributes.

const PATIENCE = 8000; // for the answer of the service
const SLOW = 1500;
const PICTURE = 5000; // until a camera that is open must have shown something
const LISTEN = 100; // milliseconds between two looks at the sound
const QUIET = 10000; // until somebody who is not heard is told so
const HEARD = 12; // of 100 on the meter; a quiet room is below
const FAINTEST = -60; // decibels that are 0 on the meter
const TONE = 1.2; // seconds

const part = (id) => document.getElementById(id);
const facts = part("check").dataset;
const states = {};

let run = 0; // a test that was stopped must not speak in the next one
let streams = [];
let sound = null; // the AudioContext of this test
let watch = 0;

// ---- what the reader sees ----

function say(what, kind, state) {
  const line = part(`${what}-said`);
  const words = facts[`word${kind}`];
  if (line.textContent !== words) line.textContent = words; // a live region speaks when it changes
  line.dataset.kind = state;
  states[what] = state;
  const known = ["camera", "microphone", "connection"].map((one) => states[one]);
  const all = known.every((one) => one === "good") ? "Ready" : known.includes("bad") ? "NotReady" : "";
  const sum = all ? facts[`word${all}`] : "";
  if (part("sum").textContent !== sum) part("sum").textContent = sum;
  part("sum").dataset.kind = all === "Ready" ? "good" : "bad";
}

function show(running) {
  part("begin").hidden = running;
  part("stop").hidden = !running;
  part("results").hidden = !running;
}

// ---- the four things ----

async function devices(mine) {
  if (!navigator.mediaDevices?.getUserMedia) {
    const kind = window.isSecureContext ? "Unsupported" : "Insecure";
    for (const what of ["camera", "microphone"]) say(what, kind, "bad");
    return;
  }
  for (const what of ["camera", "microphone"]) say(what, "Asking", "");
  // one question for both; only when that fails each by itself, to say which of them it is
  const both = await ask({ audio: true, video: true });
  const found = both.fault ? { camera: await ask({ video: true }), microphone: await ask({ audio: true }) } : { camera: both, microphone: both };
  const open = new Set([found.camera.stream, found.microphone.stream]);
  if (mine !== run) return open.forEach(release);
  streams = [...open];
  for (const [what, name] of [["camera", "Camera"], ["microphone", "Microphone"]])
    if (found[what].fault) say(what, `${name}${found[what].fault}`, "bad");
  if (!found.camera.fault) look(found.camera.stream, mine);
  if (!found.microphone.fault) listen(found.microphone.stream, mine);
}

function look(stream, mine) {
  const picture = part("picture");
  say("camera", "CameraOpening", "");
  picture.srcObject = new MediaStream(stream.getVideoTracks());
  picture.hidden = false;
  const dark = setTimeout(() => mine === run && say("camera", "CameraDark", "bad"), PICTURE);
  picture.onloadeddata = () => {
    clearTimeout(dark);
    if (mine === run) say("camera", "CameraGood", "good");
  };
  ended(stream.getVideoTracks(), "camera", "CameraBusy", mine);
}

function listen(stream, mine) {
  const meter = part("level");
  say("microphone", "Speak", "");
  part("meter").hidden = false;
  const analyser = sound.createAnalyser();
  sound.createMediaStreamSource(new MediaStream(stream.getAudioTracks())).connect(analyser);
  const wave = new Float32Array(analyser.fftSize);
  const began = performance.now();
  let heard = false;
  watch = setInterval(() => {
    analyser.getFloatTimeDomainData(wave);
    const power = wave.reduce((sum, value) => sum + value * value, 0) / wave.length;
    const level = Math.round(Math.max(0, 100 * (1 - (10 * Math.log10(power + 1e-12)) / FAINTEST)));
    meter.value = level;
    meter.textContent = `${level}`;
    heard ||= level >= HEARD;
    if (heard) say("microphone", "Heard", "good");
    else if (performance.now() - began > QUIET) say("microphone", "NotHeard", "bad");
  }, LISTEN);
  ended(stream.getAudioTracks(), "microphone", "MicrophoneBusy", mine);
}

// A cable pulled out, or another program that takes over.
function ended(tracks, what, kind, mine) {
  for (const track of tracks)
    track.onended = () => {
      if (mine !== run) return;
      if (what === "microphone") clearInterval(watch);
      say(what, kind, "bad");
    };
}

async function connect(mine) {
  say("connection", "Connecting", "");
  const began = performance.now();
  let kind = "NotConnected";
  try {
    const answer = await fetch(facts.alive, { cache: "no-store", signal: AbortSignal.timeout?.(PATIENCE) });
    if (answer.ok) kind = performance.now() - began > SLOW ? "Slow" : "Connected";
  } catch {
    // no way through; that is what is said
  }
  if (mine === run) say("connection", kind, kind === "Connected" ? "good" : "bad");
}

function play() {
  const tone = sound.createOscillator();
  const volume = sound.createGain();
  const now = sound.currentTime;
  tone.frequency.value = 523;
  volume.gain.setValueAtTime(0, now);
  volume.gain.linearRampToValueAtTime(0.25, now + 0.1);
  volume.gain.linearRampToValueAtTime(0, now + TONE);
  tone.connect(volume).connect(sound.destination);
  tone.start();
  tone.stop(now + TONE);
  say("sound", "Question", "");
  part("answers").hidden = false;
}

function answered(yes) {
  part("answers").hidden = true;
  say("sound", yes ? "SoundGood" : "SoundBad", yes ? "good" : "bad");
  part("play").focus(); // the answer that had the focus is gone
}

// ---- begin and end ----

function begin() {
  run += 1;
  sound = new AudioContext();
  show(true);
  say("sound", "Silent", "");
  part("results-heading").focus();
  devices(run);
  connect(run);
}

function end() {
  run += 1;
  clearInterval(watch);
  streams.forEach(release);
  streams = [];
  sound?.close();
  sound = null;
  part("picture").srcObject = null;
  for (const id of ["picture", "meter", "answers"]) part(id).hidden = true;
  for (const what of Object.keys(states)) delete states[what];
  show(false);
}

const { ask, release } = await import(facts.devices);
part("begin").onclick = begin;
part("stop").onclick = () => {
  end();
  part("begin").focus();
};
part("play").onclick = play;
part("yes").onclick = () => answered(true);
part("no").onclick = () => answered(false);
addEventListener("pagehide", end);
part("by-hand").hidden = true;
part("check").hidden = false;
