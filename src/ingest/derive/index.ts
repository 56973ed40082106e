/** Derived facts: who is who, networks, applications, issuances, the rhythm of the logs. */
export * from './addresses.ts';
export * from './derive.ts';
export * from './geo.ts';
export * from './networks.ts';
export * from './persons.ts';
export * from './reference.ts';
export { referenceData } from './reference.ts';
export type {} from './rhythm.ts';
export { UNSTATED_TENANT } from './tenants.ts';
