namespace Azure.Storage.Blobs.Models;

public class BlobUploadOptions
{
    public BlobUploadOptions()
    {
    }

    public BlobHttpHeaders? HttpHeaders { get; set; }

    public IDictionary<string, string>? Metadata { get; set; }

    /// <summary>Null: the blob is written whether it exists or not.</summary>
    public BlobRequestConditions? Conditions { get; set; }

    /// <summary>Told the number of bytes that are stored so far.</summary>
    public IProgress<long>? ProgressHandler { get; set; }
}

public class BlobOpenWriteOptions
{
    public BlobOpenWriteOptions()
    {
    }

    /// <summary>Bytes of one block. Here 1 MiB by default and 4 MiB at most, which bounds a writer's memory; a blob has at most 50,000 blocks.</summary>
    public long? BufferSize { get; set; }

    public BlobRequestConditions? OpenConditions { get; set; }

    public BlobHttpHeaders? HttpHeaders { get; set; }

    public IDictionary<string, string>? Metadata { get; set; }

    public IProgress<long>? ProgressHandler { get; set; }
}

public class BlockBlobOpenWriteOptions
{
    public BlockBlobOpenWriteOptions()
    {
    }

    /// <summary>As <see cref="BlobOpenWriteOptions.BufferSize"/>.</summary>
    public long? BufferSize { get; set; }

    public BlobRequestConditions? OpenConditions { get; set; }

    public BlobHttpHeaders? HttpHeaders { get; set; }

    public IDictionary<string, string>? Metadata { get; set; }

    public IProgress<long>? ProgressHandler { get; set; }
}

public class BlobOpenReadOptions(bool allowModifications)
{
    /// <summary>False: reading fails with 412 when the blob changes meanwhile.</summary>
    internal bool AllowModifications { get; } = allowModifications;

    public long Position { get; set; }

    /// <summary>Bytes of one request. Default 4 MiB.</summary>
    public int? BufferSize { get; set; }

    public BlobRequestConditions? Conditions { get; set; }
}

public class BlobDownloadOptions
{
    public BlobDownloadOptions()
    {
    }

    public HttpRange Range { get; set; }

    public BlobRequestConditions? Conditions { get; set; }

    public IProgress<long>? ProgressHandler { get; set; }
}

public class BlobDownloadToOptions
{
    public BlobDownloadToOptions()
    {
    }

    public BlobRequestConditions? Conditions { get; set; }

    public IProgress<long>? ProgressHandler { get; set; }
}

public class CommitBlockListOptions
{
    public CommitBlockListOptions()
    {
    }

    public BlobHttpHeaders? HttpHeaders { get; set; }

    public IDictionary<string, string>? Metadata { get; set; }

    public BlobRequestConditions? Conditions { get; set; }
}

public class BlockBlobStageBlockOptions
{
    public BlockBlobStageBlockOptions()
    {
    }

    public BlobRequestConditions? Conditions { get; set; }

    public IProgress<long>? ProgressHandler { get; set; }
}

public class BlobContainerEncryptionScopeOptions
{
    public BlobContainerEncryptionScopeOptions()
    {
    }

    public string? DefaultEncryptionScope { get; set; }

    public bool PreventEncryptionScopeOverride { get; set; }
}

public class GetBlobsOptions
{
    public GetBlobsOptions()
    {
    }

    public BlobTraits Traits { get; set; }

    public BlobStates States { get; set; }

    public string? Prefix { get; set; }
}
