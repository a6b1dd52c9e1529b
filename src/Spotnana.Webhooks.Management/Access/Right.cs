namespace Spotnana.Webhooks.Management.Access;

/// <summary>A right of a key. <c>Management:Keys:{name}:Rights</c> lists them by these names, in upper or lower case.</summary>
public enum Right
{
    /// <summary>Read <c>/metrics</c>, where the application has it.</summary>
    Metrics,

    /// <summary>List and show deliveries, handlers and counts, without payloads.</summary>
    Read,

    /// <summary>Read payloads: travelers' data.</summary>
    Payloads,

    /// <summary>Redrive, pause, resume, discard.</summary>
    Operate,

    /// <summary>Erase payloads.</summary>
    Erase,
}
