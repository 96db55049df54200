/** How loud a microphone's sound is, 0 to 1: enough to see that it works. */
interface Ear {
  stream: MediaStream
  context: AudioContext
  analyser: AnalyserNode
  samples: Float32Array<ArrayBuffer>
}

let ear: Ear | null = null
/** Speech at arm's length fills the bar. */
const GAIN = 6

export function loudness(stream: MediaStream | null): number {
  if (!stream?.getAudioTracks().length || !globalThis.AudioContext) {
    deaf()
    return 0
  }
  if (ear?.stream !== stream) listen(stream)
  if (!ear) return 0
  ear.analyser.getFloatTimeDomainData(ear.samples)
  const power = ear.samples.reduce((sum, one) => sum + one * one, 0) / ear.samples.length
  return Math.min(1, Math.sqrt(power) * GAIN)
}

function listen(stream: MediaStream): void {
  deaf()
  const context = new AudioContext()
  const analyser = context.createAnalyser()
  context.createMediaStreamSource(stream).connect(analyser)
  ear = { stream, context, analyser, samples: new Float32Array(analyser.fftSize) }
}

export function deaf(): void {
  ear?.context.close()
  ear = null
}
