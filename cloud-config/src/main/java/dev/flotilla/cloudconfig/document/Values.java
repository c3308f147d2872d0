package dev.flotilla.cloudconfig.document;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/** How values are written into variables. Those that are zero are left out, so {@code false} cannot be said. */
final class Values {
    private Values() {}

    /** The text of a value that its type accepts; empty for 0, false, nothing and a number out of all bounds. */
    static Optional<String> nonZero(Tree.Scalar scalar, Type type) {
        if (type == Type.Single.FLAG) {
            return ScalarKind.isTrue(scalar.text()) ? Optional.of("true") : Optional.empty();
        }
        if (type == Type.Single.INTEGER) {
            return integer(scalar.text()).filter(n -> n.signum() != 0).map(BigInteger::toString);
        }
        if (type == Type.Single.REAL) {
            return real(scalar).filter(n -> n.signum() != 0).map(n -> n.stripTrailingZeros()
                    .toPlainString());
        }
        return scalar.text().isEmpty() ? Optional.empty() : Optional.of(scalar.text());
    }

    private static Optional<BigDecimal> real(Tree.Scalar scalar) {
        if (scalar.kind() == ScalarKind.INT) {
            return integer(scalar.text()).map(BigDecimal::new);
        }
        try {
            double value = Double.parseDouble(scalar.text().replace("_", ""));
            return Double.isFinite(value) ? Optional.of(BigDecimal.valueOf(value)) : Optional.empty();
        } catch (NumberFormatException notFinite) {
            return Optional.empty();
        }
    }

    private static Optional<BigInteger> integer(String text) {
        String digits = text.replace("_", "");
        boolean negative = digits.startsWith("-");
        String unsigned = negative || digits.startsWith("+") ? digits.substring(1) : digits;
        try {
            BigInteger value = unsigned(unsigned);
            return Optional.of(negative ? value.negate() : value);
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    private static BigInteger unsigned(String digits) {
        if (digits.length() < 2 || digits.charAt(0) != '0') {
            return new BigInteger(digits);
        }
        return switch (digits.charAt(1)) {
            case 'x', 'X' -> new BigInteger(digits.substring(2), 16);
            case 'b', 'B' -> new BigInteger(digits.substring(2), 2);
            case 'o', 'O' -> new BigInteger("0" + digits.substring(2), 8);
            default -> new BigInteger(digits, 8);
        };
    }
}
