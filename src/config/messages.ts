declare module '../model/message.ts' {
  interface Messages {
    /** plimsoll.yaml cannot be read as YAML. `problem` is the YAML parser's own word. */
    'config-not-yaml': { file: string; line: number; problem: string };
    /** A key of plimsoll.yaml is unknown or has a wrong value; `path` is `probes.0.http.path`. */
    'config-invalid': { file: string; line: number; path: string; expected: string; received: string };
    /** A duration or size given as a flag is not one. */
    'quantity-invalid': { flag: string; value: string; example: string };
  }
}

export {};
