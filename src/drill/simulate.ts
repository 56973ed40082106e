/** The door to `simulate` for the command line: nobody above the drill uses it directly. */
export {
  BOUNDS,
  DEFAULT_FORMATS,
  DEFAULT_START,
  FORMATS,
  type Format,
  OWN_INTRUSIONS,
  type SimulationSummary,
  simulate,
  WORLDS,
} from '../simulate/index.ts';
