/** Ends the reading of one file that package managers keep; what was taken from it until then does not count. */
export class Unread extends Error {
  readonly because: 'too-large' | 'malformed';

  constructor(because: 'too-large' | 'malformed') {
    super(because);
    this.name = 'Unread';
    this.because = because;
  }
}
