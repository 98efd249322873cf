namespace AgentSched.Outbound.Answers;

/// <summary>State of parsing a JSON number; a number may end only in some states.</summary>
internal enum JsonNumber
{
    /// <summary>The byte is not allowed here.</summary>
    Wrong,

    Minus,
    Zero,
    Whole,
    Point,
    Fraction,
    Exponent,
    ExponentSign,
    ExponentDigits,
}

/// <summary>Grammar of a JSON number as state transitions, one byte at a time.</summary>
internal static class JsonNumbers
{
    public static JsonNumber First(byte b) => b switch
    {
        (byte)'-' => JsonNumber.Minus,
        (byte)'0' => JsonNumber.Zero,
        >= (byte)'1' and <= (byte)'9' => JsonNumber.Whole,
        _ => JsonNumber.Wrong,
    };

    public static bool Continues(byte b) => b is (>= (byte)'0' and <= (byte)'9') or (byte)'.' or (byte)'e' or (byte)'E' or (byte)'+' or (byte)'-';

    public static JsonNumber Next(JsonNumber at, byte b)
    {
        var digit = b is >= (byte)'0' and <= (byte)'9';
        return at switch
        {
            JsonNumber.Minus => First(b) is var first and not JsonNumber.Minus ? first : JsonNumber.Wrong,
            JsonNumber.Whole or JsonNumber.Zero when b == '.' => JsonNumber.Point,
            JsonNumber.Whole or JsonNumber.Zero or JsonNumber.Fraction when b is (byte)'e' or (byte)'E' => JsonNumber.Exponent,
            JsonNumber.Whole when digit => JsonNumber.Whole,
            JsonNumber.Point or JsonNumber.Fraction when digit => JsonNumber.Fraction,
            JsonNumber.Exponent when b is (byte)'+' or (byte)'-' => JsonNumber.ExponentSign,
            JsonNumber.Exponent or JsonNumber.ExponentSign or JsonNumber.ExponentDigits when digit => JsonNumber.ExponentDigits,
            _ => JsonNumber.Wrong,
        };
    }

    public static bool MayEnd(JsonNumber at) => at is JsonNumber.Zero or JsonNumber.Whole or JsonNumber.Fraction or JsonNumber.ExponentDigits;
}
