/** A provider's own runtime on this machine, serving an emitted bundle behind a real socket. */
export interface Runtime {
  readonly provider: string;
  readonly shape: string;
  /** `http://127.0.0.1:port`: what a client of the cloud would call. */
  readonly origin: string;
  /** What the function and the runtime have logged so far. */
  logs(): string;
  stop(): Promise<void>;
}
