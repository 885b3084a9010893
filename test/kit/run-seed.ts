/**
 * The seed of whatever a test draws by itself: `FC_SEED`, else a new one for each run. CI sets it from the commit, so that every commit
 * is tried on other samples, and a failure comes again wherever the commit is run.
 */
export const RUN_SEED = Number(process.env['FC_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
