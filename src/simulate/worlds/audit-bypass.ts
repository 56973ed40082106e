import type { World } from '../core/world.ts';
import { auditBypass } from '../intrusions/audit-bypass.ts';

export const auditBypassWorld: World = {
  name: 'audit-bypass',
  title: 'Audit bypass set before and removed after',
  about:
    'A user is exempted from mailbox audit, three mailboxes are taken in her name, the exemption is removed; the logs hold the two settings, the permissions and the sign-ins, no access.',
  population: { unaudited: 0 },
  intrusions: [auditBypass()],
};
