namespace Spotnana.Webhooks.Management.Access;

/// <summary>What the owner of a key may do. In <c>Management:Keys:{name}:Rights</c> by these names, in lower case or not.</summary>
public enum Right
{
    /// <summary>Read <c>/metrics</c>, where the application has it.</summary>
    Metrics,

    /// <summary>Read what is known of deliveries and handlers, without payloads.</summary>
    Read,

    /// <summary>Read payloads: travellers' data.</summary>
    Payloads,

    /// <summary>Redrive, pause, resume, discard.</summary>
    Operate,

    /// <summary>Erase payloads.</summary>
    Erase,
}
