"""The provisioner of warm kernels."""

from jupyter_client.provisioning import LocalProvisioner


class WarmProvisioner(LocalProvisioner):
    """Starts kernels; cold ones so far."""
