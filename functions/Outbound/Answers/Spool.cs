using System.IO.Compression;
using AgentSched.Model.Runs;

namespace AgentSched.Outbound.Answers;

/// <summary>A long text on its way from an agent to a blob: compressed with gzip as it arrives, never whole in memory.</summary>
/// <param name="limit">Maximum bytes, uncompressed; more is dropped and <see cref="IsTruncated"/> is set.</param>
internal sealed class Spool(long limit) : ILongText
{
    private readonly SpillStream _bytes = new();
    private GZipStream? _gzip;

    /// <summary>Number of bytes held, uncompressed.</summary>
    public long Length { get; private set; }

    public bool IsTruncated { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        var fits = bytes[..(int)Math.Min(bytes.Length, limit - Length)];
        if (fits.Length > 0)
        {
            (_gzip ??= new GZipStream(_bytes, CompressionLevel.Fastest, leaveOpen: true)).Write(fits);
            Length += fits.Length;
        }

        IsTruncated |= fits.Length < bytes.Length;
    }

    /// <summary>Ends writing. Frees the compressor's memory, some 400 KiB, here and not at the end of the call.</summary>
    public void Complete()
    {
        (_gzip ?? new GZipStream(_bytes, CompressionLevel.Fastest, leaveOpen: true)).Dispose();
        _gzip = null;
    }

    /// <summary>The compressed bytes from the beginning, after <see cref="Complete"/>; seekable; closed with this spool.</summary>
    public Stream Reopen() => _bytes.Reopen();

    public void Dispose()
    {
        _gzip?.Dispose();
        _bytes.Dispose();
    }
}
