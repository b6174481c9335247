// A program that runs beside ours and cannot outlive it.
//
// Swift cannot do anything between fork and exec, and posix_spawn has no word for what is needed
// there: the signal that the kernel sends when the parent dies, and the processors to stay on.
#ifndef SPIKEBENCH_CHILD_PROCESS_H
#define SPIKEBENCH_CHILD_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Starts a program.
//
// The child gets SIGKILL when the thread that called this ends, by whatever cause: it must be a
// thread that lives as long as the child may. It has a process group of its own, so that Ctrl-C at
// the terminal does not reach it; every signal with its default action and none blocked; no input;
// output and errors in one descriptor; no other descriptor of ours.
//
// arguments ends with NULL and begins with the program's name; folder is a descriptor of its
// working folder; processors may be empty. Returns 0 and the process, or an errno: also when the
// program could not be executed.
int spikebench_start_child(const char *path, char *const arguments[], int output, int folder,
                           const int32_t *processors, size_t processor_count, int32_t *process);

// Waits until a child has ended, and leaves it as it is: its number stays its own.
void spikebench_await_child(int32_t process);

// Takes a child away that has ended. Gives its exit status, or below zero the signal that ended it.
int spikebench_reap_child(int32_t process);

// A file without a name, in memory, with a descriptor above those of the standard streams; or -1.
int spikebench_memory_file(const char *name);

// A folder without a name, which nobody can put anything into; or -1.
int spikebench_vanished_folder(void);

#endif
