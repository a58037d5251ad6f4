/** An id that no other part can give: a name is what stands before the first `/`. */
export const idIn = (part: string, id: string): string => `${part.replace(/[%/]/gu, encodeURIComponent)}/${id}`
