namespace Spotnana.Webhooks.Receiver.Management;

/// <summary>What a key of the management listener may do. In the settings by these names in lower case.</summary>
internal enum Right
{
    /// <summary>Read <c>/metrics</c>.</summary>
    Metrics,

    /// <summary>Read what the service knows of deliveries and handlers, without payloads.</summary>
    Read,

    /// <summary>Read payloads: travellers' data.</summary>
    Payloads,

    /// <summary>Redrive, pause, resume, discard.</summary>
    Operate,

    /// <summary>Erase payloads.</summary>
    Erase,
}
