namespace AgentSched.Outbound.Answers;

/// <summary>
/// Stream that is written once and then read. Up to 32 KiB stay in memory; more goes to a temporary file, which is deleted
/// on close (on Unix even if the process is killed: the file is unlinked once it is open).
/// </summary>
internal sealed class SpillStream : Stream
{
    private const int InMemory = 32 * 1024;

    private Stream _bytes = new MemoryStream();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _bytes.Length;

    public override long Position
    {
        get => _bytes.Position;
        set => throw new NotSupportedException("this stream is write-only");
    }

    /// <summary>Whether the bytes are in a file.</summary>
    public bool IsFile => _bytes is FileStream;

    /// <summary>The written bytes from the beginning; closed with this stream.</summary>
    public Stream Reopen()
    {
        _bytes.Position = 0;
        return _bytes;
    }

    /// <exception cref="InvalidOperationException">Writing to disk failed. Not an <see cref="IOException"/>, which would look like a failure of the agent's connection.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            if (_bytes is MemoryStream memory && memory.Length + buffer.Length > InMemory)
            {
                _bytes = NewFile();
                memory.WriteTo(_bytes);
                memory.Dispose();
            }

            _bytes.Write(buffer);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"cannot write an answer to temporary storage in {Path.GetTempPath()}: {e.Message}", e);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("this stream is write-only");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("this stream is write-only");

    public override void SetLength(long value) => throw new NotSupportedException("this stream is write-only");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _bytes.Dispose();
        }

        base.Dispose(disposing);
    }

    private static FileStream NewFile()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0, // writes already come in blocks
            Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var path = Path.Combine(Path.GetTempPath(), $"agentsched-{Guid.NewGuid():N}");
        var file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
        }

        return file;
    }
}
