/** The door of storage/: opening a store, and its type, are all that those above runs/ need to know of one. */
const OPEN_STORE = ['storage/(artifact-store|open-store)[.]ts$'];

/** Who may import whom: the folders of ours that each folder may import from, besides itself. */
const MAY_IMPORT = {
  codec: [],
  domain: [],
  asking: ['domain'],
  storage: ['domain'],
  providers: ['domain'],
  sources: ['domain', 'asking/outcome[.]ts$'],
  runs: ['domain', 'storage'],
  preparing: ['domain', 'runs', 'sources', 'storage/spool[.]ts$', ...OPEN_STORE],
  activities: ['domain', 'asking', 'runs', 'sources', 'preparing', 'providers', ...OPEN_STORE],
  workflows: ['domain', 'activities'],
  worker: [
    ...['codec', 'domain', 'asking', 'storage', 'runs', 'sources', 'providers', 'activities', 'workflows'],
    'setup/build[.]mjs$',
  ],
  client: [
    'codec',
    'domain',
    'runs',
    'sources',
    ...OPEN_STORE,
    'preparing',
    'workflows/(contract|search-attributes)[.]ts$',
    'setup/(temporal-cli|build)[.]mjs$',
    'packages/demo(/|[.]ts$)',
  ],
  'packages/sandbox': [],
  'packages/demo': [],
  setup: [],
};

const OURS = `^(${Object.keys(MAY_IMPORT).join('|')}|bench|test)/`;
const PRODUCT = `^(${Object.keys(MAY_IMPORT).join('|')})/`;

const folderRules = Object.entries(MAY_IMPORT).map(([folder, others]) => ({
  name: `${folder}-imports`,
  severity: 'error',
  comment: `${folder} imports from ${[folder, ...others].join(', ')} and from no other folder of ours.`,
  from: { path: `^${folder}/` },
  to: { path: OURS, pathNot: [folder, ...others].map((other) => `^${other}${other.includes('[.]') ? '' : '/'}`) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...folderRules,
    {
      name: 'workflow-values',
      severity: 'error',
      comment:
        'Workflows are bundled and replayed: of other folders they take types only, and values of domain/run/plan.ts, domain/run/stages.ts, domain/schedule/slot.ts and domain/cost/budget/budget.ts.',
      from: { path: '^workflows/' },
      to: {
        path: OURS,
        pathNot: ['^workflows/', '^domain/(run/(plan|stages)|schedule/slot|cost/budget/budget)[.]ts$'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'workflow-packages',
      severity: 'error',
      comment: 'Workflow code runs in a sandbox without Node, and each package makes its bundle larger.',
      from: { path: '^workflows/' },
      to: { dependencyTypesNot: ['local'], pathNot: 'node_modules/@temporalio/(workflow|common)/' },
    },
    {
      name: 'contract-values',
      severity: 'error',
      comment: 'Contract and search attributes are imported by everybody, so they bring no code of ours along.',
      from: { path: '^workflows/(contract|search-attributes)[.]ts$' },
      to: { path: OURS, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'plan-is-pure',
      severity: 'error',
      comment: 'These become a part of the workflow bundle, with all that they import.',
      from: { path: '^domain/(run/(plan|stages)|schedule/slot|cost/budget/budget)[.]ts$' },
      to: { dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      comment: 'Rules are pure: no clock, network, disk, Temporal or provider.',
      from: { path: '^domain/' },
      to: {
        path: [
          '^(node:)?(fs|http|https|http2|net|tls|dgram|dns|child_process|cluster|worker_threads|os|process|timers|perf_hooks|readline|sqlite)(/|$)',
          'node_modules/(@temporalio|openai)/',
        ],
      },
    },
    {
      name: 'no-temporal-below-activities',
      severity: 'error',
      comment: 'What lies below the activities knows nothing of Temporal.',
      from: { path: '^(providers|storage|sources|runs|preparing|packages/sandbox)/' },
      to: { path: 'node_modules/@temporalio/' },
    },
    {
      name: 'setup-without-packages',
      severity: 'error',
      comment: 'The set-up runs before any package is installed.',
      from: { path: '^setup/' },
      to: { dependencyTypesNot: ['local', 'core'] },
    },
    {
      name: 'no-development-packages',
      severity: 'error',
      comment: 'Product code runs without the packages of development.',
      from: { path: PRODUCT },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'] },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unknown-imports',
      severity: 'error',
      comment: 'Programs that use real clients find those where each is installed apart.',
      from: { pathNot: '^test/clients/programs/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['node', 'import', 'require', 'default'] },
  },
};
