namespace Spotnana.Webhooks.Receiver.Management.Api;

/// <summary>A handler after a pause or a resume.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Paused">Whether it is paused now.</param>
/// <param name="Changed">False: it was so before.</param>
internal sealed record PauseJson(string Name, bool Paused, bool Changed);
