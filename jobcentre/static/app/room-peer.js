// One attempt at a connection with the other side's browser. The host offers, the guest answers.
// `to.say(kind, payload)` leaves a note for the other side, `to.changed(peer)` is told of every change.

export class Peer {
  constructor(iceServers, own, video, to) {
    this.since = performance.now();
    this.lost = false;
    this.own = own; // our MediaStream, with or without tracks
    this.heard = new MediaStream();
    this.video = video;
    this.to = to;
    this.described = new Promise((resolve) => (this.spoken = resolve));
    this.pc = new RTCPeerConnection({ iceServers });
    this.pc.onicecandidate = ({ candidate }) =>
      // the other side can do nothing with a candidate before the description it belongs to
      candidate && this.described.then(() => to.say("candidate", candidate.toJSON()));
    this.pc.ontrack = ({ track }) => this.receive(track);
    this.pc.onconnectionstatechange = () => this.changed();
  }

  get connected() {
    return this.pc.connectionState === "connected";
  }

  get seesPicture() {
    return this.heard.getVideoTracks().some((track) => !track.muted);
  }

  async offer() {
    for (const kind of ["audio", "video"]) {
      const track = this.own.getTracks().find((each) => each.kind === kind);
      if (track) this.pc.addTrack(track, this.own);
      else this.pc.addTransceiver(kind, { direction: "recvonly" });
    }
    await this.describe();
  }

  async answer(offer) {
    await this.pc.setRemoteDescription(offer);
    for (const track of this.own.getTracks()) this.pc.addTrack(track, this.own);
    await this.describe();
  }

  async describe() {
    await this.pc.setLocalDescription();
    const description = this.pc.localDescription.toJSON();
    this.to.say(description.type, description);
    this.spoken();
  }

  settle(answer) {
    return this.pc.setRemoteDescription(answer);
  }

  add(candidate) {
    return this.pc.addIceCandidate(candidate);
  }

  receive(track) {
    this.heard.addTrack(track);
    track.onmute = track.onunmute = () => this.to.changed(this);
    if (this.video.srcObject !== this.heard) this.video.srcObject = this.heard;
    // browsers may refuse sound until the reader has touched the page
    this.video.play().catch((reason) => this.to.silenced(reason.name === "NotAllowedError"));
  }

  changed() {
    const { connectionState } = this.pc;
    if (connectionState === "connected") this.lost = false;
    if (connectionState === "disconnected" || connectionState === "failed") this.lost = true;
    if (connectionState === "failed") this.since = -Infinity; // given up: worth another attempt at once
    this.to.changed(this);
  }

  close() {
    this.pc.onconnectionstatechange = this.pc.onicecandidate = this.pc.ontrack = null;
    this.pc.close();
    this.video.srcObject = null;
  }
}
