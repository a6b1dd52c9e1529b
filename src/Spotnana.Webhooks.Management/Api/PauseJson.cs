namespace Spotnana.Webhooks.Management.Api;

/// <summary>A handler after a pause or a resume.</summary>
/// <param name="Name">The handler's name.</param>
/// <param name="Paused">Whether it is paused now.</param>
/// <param name="Changed">False: it was in this state already.</param>
internal sealed record PauseJson(string Name, bool Paused, bool Changed);
