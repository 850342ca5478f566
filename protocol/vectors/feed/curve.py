"""Keys that commit to the next one (spec/keys.md §6), on RFC 8032 §5.1 written out in integers."""
import hashlib

P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ONE = (0, 1)


def add(a, b):
    (x1, y1), (x2, y2) = a, b
    k = D * x1 * x2 * y1 * y2 % P
    x = (x1 * y2 + x2 * y1) * pow(1 + k, P - 2, P)
    y = (y1 * y2 + x1 * x2) * pow(1 - k, P - 2, P)
    return x % P, y % P


def times(number, point):
    found = ONE
    for bit in bin(number)[2:]:
        found = add(found, found)
        if bit == "1":
            found = add(found, point)
    return found


def recover(y):
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    return min(x, P - x), y


BASE = recover(4 * pow(5, P - 2, P) % P)
BASE = BASE if BASE[0] % 2 == 0 else (P - BASE[0], BASE[1])


def packed(point):
    x, y = point
    return (y | (x & 1) << 255).to_bytes(32, "little")


def wide(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % ORDER


class Committed:
    """A key of which a hash of its base and of the next key is a part."""

    def __init__(self, name, next_key):
        scalar = wide(b"vector base ", name.encode())
        self.prefix = hashlib.sha256(b"vector prefix " + name.encode()).digest()
        self.base = packed(times(scalar, BASE))
        commitment = hashlib.sha256(next_key).digest()
        self.scalar = (scalar + wide(b"bot/commit/1\0", self.base, commitment)) % ORDER
        self.public = packed(times(self.scalar, BASE))

    def sign(self, *parts):
        message = b"".join(parts)
        nonce = wide(self.prefix, message)
        point = packed(times(nonce, BASE))
        answer = (nonce + wide(point, self.public, message) * self.scalar) % ORDER
        return point + answer.to_bytes(32, "little")
