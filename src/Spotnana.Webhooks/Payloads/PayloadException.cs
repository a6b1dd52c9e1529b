namespace Spotnana.Webhooks.Payloads;

/// <summary>
/// A payload does not fit its view: a value is of another kind than Spotnana publishes, such as a text where an object belongs. The text of
/// the exception says where, and never what stood there.
/// </summary>
public sealed class PayloadException : Exception
{
    /// <summary>Made where a view is read.</summary>
    /// <param name="path">See <see cref="Path"/>.</param>
    /// <param name="wanted">What should be there, in words.</param>
    public PayloadException(string path, string wanted)
        : base($"{path} is not {wanted}.") => Path = path;

    /// <summary>The JSON path of the value in the envelope, for example <c>$.payload.airPnr.legs[0].flights</c>.</summary>
    public string Path { get; }
}
