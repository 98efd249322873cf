namespace Azure.Storage.Blobs.Models;

/// <summary>The headers that a blob is served with. Null: the service's default.</summary>
public class BlobHttpHeaders
{
    public BlobHttpHeaders()
    {
    }

    public string? ContentType { get; set; }

    public string? ContentEncoding { get; set; }

    public string? ContentLanguage { get; set; }

    public string? ContentDisposition { get; set; }

    public string? CacheControl { get; set; }

    /// <summary>The MD5 that is stored with the blob; the service does not check it.</summary>
    public byte[]? ContentHash { get; set; }
}
