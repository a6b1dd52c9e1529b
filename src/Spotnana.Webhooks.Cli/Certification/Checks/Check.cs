using Spotnana.Webhooks.Cli.Certification.Findings;
using Spotnana.Webhooks.Cli.Certification.Sending;

namespace Spotnana.Webhooks.Cli.Certification.Checks;

/// <summary>One line of the checklist.</summary>
/// <param name="Id">In kebab case; it never changes, so that scripts can rely on it.</param>
/// <param name="Title">What is true when it passes.</param>
/// <param name="Says">What Spotnana says about it, or that it says nothing.</param>
/// <param name="Source">Where Spotnana says it, as an address without a scheme; or that it is inferred, or good practice.</param>
/// <param name="AskAsync">Sends what it takes and judges what comes back.</param>
internal sealed record Check(
    string Id, string Title, string Says, string Source, Func<ReceiverUnderTest, CancellationToken, Task<Finding>> AskAsync)
{
    /// <summary>False for the few checks that mean something although no delivery has been accepted.</summary>
    public bool NeedsAcceptance { get; init; } = true;
}
