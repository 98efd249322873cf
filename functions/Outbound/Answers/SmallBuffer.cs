namespace AgentSched.Outbound.Answers;

/// <summary>Buffer of a short text that arrives in pieces; bytes beyond its limit are dropped.</summary>
/// <param name="capacity">The highest limit, in bytes.</param>
internal sealed class SmallBuffer(int capacity)
{
    private readonly byte[] _bytes = new byte[capacity];
    private int _length;
    private int _limit;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Whether bytes may have been dropped.</summary>
    public bool IsFull => _length == _limit;

    public void Begin(int limit) => (_length, _limit) = (0, limit);

    public void Add(ReadOnlySpan<byte> bytes)
    {
        var fits = bytes[..Math.Min(bytes.Length, _limit - _length)];
        fits.CopyTo(_bytes.AsSpan(_length));
        _length += fits.Length;
    }
}
