#ifndef MLG_STOP_H
#define MLG_STOP_H

/* Work in progress, in every thread, ends at its next step with MLG_ESTOPPED: nothing is left
 * half written, and files written before are whole. May be called by a signal handler or from
 * any thread. It cannot be taken back: it is for a program that is about to end. */
void mlg_stop(void);
#endif
