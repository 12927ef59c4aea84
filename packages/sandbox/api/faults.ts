import { FaultList } from '../faults/fault.ts';
import type { Faults } from '../faults/faults.ts';
import { checkBody } from '../request.ts';
import type { Routes } from '../router.ts';

/** Adds, shows and ends misbehaviour. */
export const faultRoutes = (faults: Faults): Routes => ({
  'POST /sandbox/faults': ({ json }) => {
    faults.add(checkBody(json, FaultList).faults);
    return { json: { faults: faults.list() } };
  },

  'GET /sandbox/faults': () => ({ json: { faults: faults.list() } }),

  'DELETE /sandbox/faults': () => {
    faults.clear();
    return { json: { faults: [] } };
  },
});
