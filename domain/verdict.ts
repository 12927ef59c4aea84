/** The one word a comparison ends in. */
export type VerdictWord = 'better' | 'worse' | 'equivalent' | 'undecided';
