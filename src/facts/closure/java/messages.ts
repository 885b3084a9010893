export {};

declare module '../../../model/message.ts' {
  interface Messages {
    /** The manifest of a jar that is to be started names no class. */
    'closure-java-no-main': { jar: string };
    'closure-java-main-missing': { className: string };
    /** The program was compiled for a later Java than the image has. */
    'closure-java-too-old': { className: string; needs: number; has: number };
    /** The program asks for this package at its start, and no jar has it. */
    'closure-java-package-missing': { packageName: string; className: string };
    'closure-java-class-path-missing': { jar: string; entry: string; count: number };
    /** The runtime was linked without a module that the program's own classes name. */
    'closure-java-module-missing': { module: string; packageName: string; className: string };
    /** A framework looks for it, and nothing names it. */
    'closure-java-module-unlinked': { module: string };
    'closure-java-tls-missing': { className: string };
    'closure-java-charset-missing': { charset: string };
    'cure-jlink-module': { module: string };
    'cure-java-version': { version: number };
  }
}
