namespace Azure.Storage.Blobs.Models;

/// <summary>A blob after its content was written.</summary>
public class BlobContentInfo
{
    internal BlobContentInfo()
    {
    }

    public ETag ETag { get; internal init; }

    public DateTimeOffset LastModified { get; internal init; }

    /// <summary>The content's MD5; null for a blob that was written in blocks.</summary>
    public byte[]? ContentHash { get; internal init; }

    public string? VersionId { get; internal init; }
}

/// <summary>A blob after its headers or metadata were written.</summary>
public class BlobInfo
{
    internal BlobInfo()
    {
    }

    public ETag ETag { get; internal init; }

    public DateTimeOffset LastModified { get; internal init; }

    public string? VersionId { get; internal init; }
}

public class BlobContainerInfo
{
    internal BlobContainerInfo()
    {
    }

    public ETag ETag { get; internal init; }

    public DateTimeOffset LastModified { get; internal init; }
}

public class BlobLease
{
    internal BlobLease()
    {
    }

    public ETag ETag { get; internal init; }

    public DateTimeOffset LastModified { get; internal init; }

    public string LeaseId { get; internal init; } = "";

    /// <summary>Seconds until a broken lease ends; null otherwise.</summary>
    public int? LeaseTime { get; internal init; }
}

public class ReleasedObjectInfo(ETag eTag, DateTimeOffset lastModified)
{
    public ETag ETag { get; } = eTag;

    public DateTimeOffset LastModified { get; } = lastModified;
}

public class BlockInfo
{
    internal BlockInfo()
    {
    }

    public byte[]? ContentHash { get; internal init; }
}

public class BlockList
{
    internal BlockList()
    {
    }

    public ETag ETag { get; internal init; }

    public DateTimeOffset LastModified { get; internal init; }

    public long BlobContentLength { get; internal init; }

    public IEnumerable<BlobBlock> CommittedBlocks { get; internal init; } = [];

    public IEnumerable<BlobBlock> UncommittedBlocks { get; internal init; } = [];
}

public readonly struct BlobBlock : IEquatable<BlobBlock>
{
    internal BlobBlock(string name, long size)
    {
        Name = name;
        SizeLong = size;
    }

    /// <summary>The block's id, base64.</summary>
    public string Name { get; }

    public long SizeLong { get; }

    public bool Equals(BlobBlock other) => SizeLong == other.SizeLong && string.Equals(Name, other.Name, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is BlobBlock other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Name, SizeLong);
}
