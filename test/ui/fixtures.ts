/** Cases for the page, written by us: small and true to life, empty, not assessable, huge, hostile. */

export { calmDrillView, drillView, hostileDrillView } from './fixtures/drill.ts';
export { hostileView } from './fixtures/hostile.ts';
export { hugeView } from './fixtures/huge.ts';
export { intrusionView } from './fixtures/intrusion.ts';
export { calmOwnView, hostileOwnView, ownView } from './fixtures/own.ts';
export { notAssessableView, nothingFoundView } from './fixtures/quiet.ts';
