// Counts for the room in a worker: browsers slow the timers of a page nobody looks at, but not a worker's.
onmessage = ({ data: milliseconds }) => setTimeout(() => postMessage("now"), milliseconds);
