namespace Azure.Storage.Blobs.Models;

/// <summary>When a request may take effect; otherwise it fails with 409, 412 or, for a read, 304.</summary>
public class BlobLeaseRequestConditions : RequestConditions
{
    public BlobLeaseRequestConditions()
    {
    }

    /// <summary>An expression over the blob's tags.</summary>
    public string? TagConditions { get; set; }
}

public class BlobRequestConditions : BlobLeaseRequestConditions
{
    public BlobRequestConditions()
    {
    }

    /// <summary>The lease that the caller holds; needed to write a leased blob.</summary>
    public string? LeaseId { get; set; }
}
