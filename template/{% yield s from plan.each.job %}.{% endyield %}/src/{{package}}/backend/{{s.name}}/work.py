"""The work itself, in pieces that are small enough to be done again: prime numbers by sieve."""

from math import isqrt

CHUNK = 200_000


def chunks(limit: int) -> list[range]:
    """Split the numbers from 2 up to a limit into ranges of at most `CHUNK` numbers."""
    return [range(start, min(start + CHUNK, limit)) for start in range(2, limit, CHUNK)]


def count_primes(start: int, stop: int) -> int:
    """Count the prime numbers from `start` (2 at least) up to, without, `stop`.

    A segment of the sieve of Eratosthenes: needs memory for the numbers of the range only.
    """
    is_prime = bytearray(b"\x01") * (stop - start)
    for prime in _primes_up_to(isqrt(stop - 1)):
        first = max(prime * prime, -(-start // prime) * prime)
        multiples = range(first, stop, prime)
        is_prime[first - start :: prime] = bytes(len(multiples))
    return is_prime.count(1)


def _primes_up_to(limit: int) -> list[int]:
    is_prime = bytearray(b"\x01") * (limit + 1)
    for number in range(2, isqrt(limit) + 1):
        if is_prime[number]:
            multiples = range(number * number, limit + 1, number)
            is_prime[multiples.start :: number] = bytes(len(multiples))
    return [number for number in range(2, limit + 1) if is_prime[number]]
