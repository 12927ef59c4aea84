import type { Handler } from './request.ts';

/** Handlers by method and path template, such as `GET /files/{file_id}`. */
export type Routes = Readonly<Record<string, Handler>>;

/** The handler for a path, and what stands in the path for each `{name}` of its template. */
export interface Match {
  operation: string;
  handler: Handler;
  params: Record<string, string>;
}

interface Route {
  operation: string;
  handler: Handler;
  method: string;
  segments: string[];
}

/** Makes the function that finds the route of a method and path; the path is that of the API, without `/v1`. */
export function createRouter(routes: Routes): (method: string, path: string) => Match | undefined {
  const table = Object.entries(routes).map(([operation, handler]) => toRoute(operation, handler));
  return (method, path) => {
    const segments = path.split('/');
    for (const route of table) {
      const params = route.method === method ? matchSegments(route.segments, segments) : undefined;
      if (params !== undefined) return { operation: route.operation, handler: route.handler, params };
    }
    return undefined;
  };
}

function toRoute(operation: string, handler: Handler): Route {
  const [method = '', path = ''] = operation.split(' ');
  return { operation, handler, method, segments: path.split('/') };
}

function matchSegments(template: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith('{')) params[part.slice(1, -1)] = decode(segment);
    else if (part !== segment) return undefined;
  }
  return params;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
