// Asking the browser for camera and microphone: for the room, and for the test before it.

const FAULTS = { NotAllowedError: "Refused", SecurityError: "Refused", NotReadableError: "Busy", AbortError: "Busy" };

// Resolves to the stream, or to one without tracks and the name of what stood in the way: Refused, Busy or Missing.
export async function ask(wish) {
  try {
    return { stream: await navigator.mediaDevices.getUserMedia(wish), fault: "" };
  } catch (reason) {
    return { stream: new MediaStream(), fault: FAULTS[reason.name] ?? "Missing" };
  }
}

// The lamp beside the camera goes out.
export function release(stream) {
  for (const track of stream.getTracks()) track.stop();
}
