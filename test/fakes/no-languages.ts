/** In place of zod's languages. */
export {};
