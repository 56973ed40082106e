/** How an action says its exit status: Commander's actions give nothing back. */
export type Done = (status: number) => void;
