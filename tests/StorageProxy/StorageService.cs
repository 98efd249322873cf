namespace AgentSched.Faults;

/// <summary>The service that a storage request is for.</summary>
public enum StorageService
{
    Blob,
    Queue,
    Table,
}
